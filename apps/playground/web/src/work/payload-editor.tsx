import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import { useReplay } from '../api/work.js';
import { Failure } from '../ui/failure.js';
import type { UrlState } from '../url-state.js';

interface PayloadEditorProps {
  readonly kind: 'job' | 'event';
  readonly id: string;
  readonly payload: unknown;
  readonly url: UrlState;
}

/** A payload to change before it is replayed. The letter that it comes from stays as it is. */
export function PayloadEditor({ kind, id, payload, url }: PayloadEditorProps) {
  // As it was when it was opened: what is told meanwhile must not take away what is being typed.
  const [original] = useState(() => JSON.stringify(payload, null, 2));
  const [text, setText] = useState(original);
  const replay = useReplay();
  const field = useId();
  const read = parsed(text);
  const isSame = text === original;
  const made = replay.data?.id;
  return (
    <section className="payload" aria-label="Payload">
      <label htmlFor={field}>
        <h3>Payload</h3>
      </label>
      <textarea
        id={field}
        className="payload-text mono"
        spellCheck={false}
        rows={Math.min(16, Math.max(4, text.split('\n').length))}
        value={text}
        aria-invalid={!read.ok}
        aria-describedby={`${field}-note`}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          replay.reset();
        }}
      />
      <p id={`${field}-note`} className={read.ok ? 'muted' : 'bad'} role={read.ok ? undefined : 'alert'}>
        {read.ok ? 'An edited one is replayed beside this letter, which stays as it is.' : `No JSON: ${read.problem}`}
      </p>
      <div className="row wrap">
        <Button
          size="compact-sm"
          disabled={!read.ok || isSame}
          loading={replay.isPending}
          onClick={() => read.ok && replay.mutate({ kind, id, payload: read.value })}
        >
          Replay edited
        </Button>
        <Button size="compact-sm" variant="default" disabled={isSame} onClick={() => setText(original)}>
          Undo the edit
        </Button>
      </div>
      <p role="status">
        {made !== undefined && (
          <>
            {kind === 'job' ? 'A new job was added' : 'A new event was delivered to this group'}:{' '}
            {kind === 'job' ? (
              <button
                type="button"
                className="step-name mono"
                onClick={() => url.set({ view: 'queue', job: made, state: undefined })}
              >
                {made}
              </button>
            ) : (
              <span className="mono">{made}</span>
            )}
            . The letter is as it was.
          </>
        )}
      </p>
      {replay.error !== null && <Failure title="It was not replayed" error={replay.error} />}
    </section>
  );
}

type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

function parsed(text: string): Read {
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}
