import { ActionIcon, Button } from '@mantine/core';
import { RotateCcw, X } from 'lucide-react';
import type { LetterView } from '../../../src/contract.js';
import { useReplay } from '../api/work.js';
import { Failure } from '../ui/failure.js';
import { Tag } from '../ui/tag.js';
import type { UrlState } from '../url-state.js';
import { Data } from './data.js';
import { Failures } from './failures.js';
import { PayloadEditor } from './payload-editor.js';

interface LetterDetailProps {
  readonly letter: LetterView;
  readonly url: UrlState;
  readonly onClose: () => void;
}

/** One dead letter: why it died, and the two ways to try again. */
export function LetterDetail({ letter, url, onClose }: LetterDetailProps) {
  const { kind, id, name, group, reason, runs, failures, payload, context } = letter;
  const replay = useReplay();
  return (
    <aside className="panel work-detail" aria-label="The dead letter">
      <div className="row">
        <h2 className="mono ellipsis">{name}</h2>
        <Tag tone="bad">{reason.code}</Tag>
        <span className="spacer" />
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Close the letter" onClick={onClose}>
          <X size={14} aria-hidden="true" />
        </ActionIcon>
      </div>
      <p>{reason.message}</p>
      <div className="row wrap">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<RotateCcw size={13} aria-hidden="true" />}
          loading={replay.isPending}
          onClick={() => replay.mutate({ kind, id })}
        >
          Replay as it is
        </Button>
        {kind === 'job' && (
          <Button size="compact-sm" variant="default" onClick={() => url.set({ view: 'queue', job: id })}>
            To its job
          </Button>
        )}
      </div>
      {replay.error !== null && <Failure title="It was not replayed" error={replay.error} />}
      <dl className="facts">
        <dt>Id</dt>
        <dd className="mono">{id}</dd>
        <dt>Of</dt>
        <dd>{group === undefined ? 'the queue' : `the group ${group}`}</dd>
        <dt>Runs</dt>
        <dd>{runs}</dd>
      </dl>
      {payload === undefined ? (
        <p className="muted">What was stored can no longer be read, so that it cannot be edited.</p>
      ) : (
        <PayloadEditor kind={kind} id={id} payload={payload} url={url} />
      )}
      {Object.keys(context).length > 0 && <Data title="Context" value={context} />}
      <Failures failures={failures} />
    </aside>
  );
}
