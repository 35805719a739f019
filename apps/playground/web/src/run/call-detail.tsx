import { ActionIcon } from '@mantine/core';
import { X } from 'lucide-react';
import type { RunView, Span } from '../../../src/contract.js';
import { microseconds } from '../../../src/format.js';
import { isLayered } from '../../../src/layers/layer-table.js';
import { Tag } from '../ui/tag.js';
import { whatLayersDid } from './what-layers-did.js';

interface CallDetailProps {
  readonly run: RunView;
  readonly call: Span;
  /** Its attempts and waits. */
  readonly parts: readonly Span[];
  readonly onClose: () => void;
}

/** One call: what the layers around it did, and each attempt. */
export function CallDetail({ run, call, parts, onClose }: CallDetailProps) {
  const { port, op, provider, code, error, durUs, key } = call;
  const layers = port !== undefined && isLayered(port) ? run.layers[port] : {};
  const deeds = whatLayersDid(call, parts, layers);
  const attempts = parts.filter(({ kind }) => kind === 'attempt');
  return (
    <aside className="panel call-detail" aria-label="The call">
      <div className="row">
        <h2 className="mono ellipsis">{`${port}.${op}`}</h2>
        <Tag tone={code === undefined ? 'good' : 'bad'}>{code ?? 'ok'}</Tag>
        <span className="spacer" />
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Close the call" onClick={onClose}>
          <X size={14} aria-hidden="true" />
        </ActionIcon>
      </div>
      <dl className="facts">
        <dt>Provider</dt>
        <dd>{provider}</dd>
        <dt>Took</dt>
        <dd>{durUs === null ? 'still running' : microseconds(durUs)}</dd>
        <dt>Key</dt>
        <dd className="mono">{key}</dd>
        {error !== undefined && (
          <>
            <dt>Error</dt>
            <dd>{error}</dd>
          </>
        )}
      </dl>
      {op === 'getOrSet' && (
        <p className="muted">It runs a function of its caller’s: layers watch it, and never repeat or bound it.</p>
      )}
      {deeds.length === 0 ? (
        <p className="muted">Nothing was around this port. Compose switches layers on.</p>
      ) : (
        <table className="deeds">
          <thead>
            <tr>
              <th scope="col">Layer, outside in</th>
              <th scope="col">What it did</th>
            </tr>
          </thead>
          <tbody>
            {deeds.map(({ title, did, acted }) => (
              <tr key={title} className={acted ? 'acted' : undefined}>
                <th scope="row">{title}</th>
                <td>{did}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {attempts.length > 0 && (
        <table className="deeds">
          <thead>
            <tr>
              <th scope="col">Attempt</th>
              <th scope="col">Result</th>
              <th scope="col" className="number">
                Took
              </th>
            </tr>
          </thead>
          <tbody>
            {attempts.map((attempt) => (
              <tr key={attempt.i}>
                <th scope="row">{attempt.attempt}</th>
                <td>
                  <Tag tone={attempt.code === undefined ? 'good' : 'bad'}>{attempt.code ?? 'ok'}</Tag>{' '}
                  <span className="muted">{attempt.flags.join(', ')}</span>
                </td>
                <td className="number">{attempt.durUs === null ? '…' : microseconds(attempt.durUs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </aside>
  );
}
