import { ActionIcon, Button } from '@mantine/core';
import { X } from 'lucide-react';
import type { RunView, Span } from '../../../src/contract.js';
import { microseconds } from '../../../src/format.js';
import { isLayered } from '../../../src/layers/layer-table.js';
import { Tag } from '../ui/tag.js';
import { nameOf } from './span-row.js';
import { whatLayersDid } from './what-layers-did.js';

interface CallDetailProps {
  readonly run: RunView;
  readonly call: Span;
  /** Its attempts and waits. */
  readonly parts: readonly Span[];
  /** Shows all that is part of the same. */
  readonly onFollow: (correlation: string) => void;
  readonly onClose: () => void;
}

/** One call: what the layers around it did, and each attempt. */
export function CallDetail({ run, call, parts, onFollow, onClose }: CallDetailProps) {
  const { port, op, provider, code, error, durUs, key, correlation } = call;
  const isHandler = call.kind === 'handler';
  const layers = port !== undefined && isLayered(port) && !isHandler ? run.layers[port] : {};
  const deeds = whatLayersDid(call, parts, layers);
  return (
    <aside className="panel call-detail" aria-label="The call">
      <div className="row">
        <h2 className="mono ellipsis">{nameOf(call)}</h2>
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
        {correlation !== undefined && (
          <>
            <dt>Part of</dt>
            <dd>
              <span className="mono">{correlation}</span>{' '}
              <Button size="compact-xs" variant="default" onClick={() => onFollow(correlation)}>
                All of its calls
              </Button>
            </dd>
          </>
        )}
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
      {isHandler && (
        <p className="muted">
          A run of a handler, with a fault where it was given one; what it calls is listed as well.
        </p>
      )}
      {isHandler ? null : deeds.length === 0 ? (
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
      {parts.length > 0 && <Waterfall call={call} parts={parts} />}
    </aside>
  );
}

/** The attempts and the waits between them, to the scale of their call. */
function Waterfall({ call, parts }: { readonly call: Span; readonly parts: readonly Span[] }) {
  const lengthUs = Math.max(1, call.durUs ?? 0);
  const share = (us: number): string => `${Math.min(100, Math.max(0, (100 * us) / lengthUs))}%`;
  return (
    <section aria-labelledby="attempts-title">
      <h3 id="attempts-title">Attempts</h3>
      <ol className="waterfall">
        {parts.map(({ i, kind, attempt, code, flags, startUs, durUs }) => (
          <li key={i}>
            <span>{kind === 'wait' ? <span className="muted">wait</span> : attempt}</span>
            <span>
              {kind === 'attempt' && <Tag tone={code === undefined ? 'good' : 'bad'}>{code ?? 'ok'}</Tag>}{' '}
              <span className="muted">{flags.join(', ')}</span>
            </span>
            <span className="number">{durUs === null ? '…' : microseconds(durUs)}</span>
            <span className="waterfall-track">
              <i
                className={`bar bar-${kind === 'wait' ? 'wait' : code === undefined ? 'good' : 'bad'}`}
                style={{ left: share(startUs - call.startUs), width: share(durUs ?? 0) }}
              />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
