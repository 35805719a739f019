import { Button } from '@mantine/core';
import { RotateCcw } from 'lucide-react';
import { count } from '../../../src/format.js';
import { useClearLetters, useLetters, useReplayAll } from '../api/work.js';
import { ConfirmButton } from '../ui/confirm-button.js';
import { Failure } from '../ui/failure.js';
import { Loading } from '../ui/loading.js';
import { SearchField } from '../ui/search-field.js';
import { Tag } from '../ui/tag.js';
import type { Workbench } from '../use-workbench.js';
import { Clock, PickTable, type Column } from './pick-table.js';
import { LetterDetail } from './letter-detail.js';

const COLUMNS: readonly Column[] = [
  { title: 'Of', className: 'muted nowrap' },
  { title: 'Reason' },
  { title: 'Died', className: 'nowrap hide-small' },
  { title: 'Data', className: 'mono muted gist hide-small' },
];

/** Jobs and events that failed for good, in one list: looked at, replayed, edited, cleared. */
export default function LettersView({ bench: { applied, url } }: { readonly bench: Workbench }) {
  const find = url.values.get('find-letter') ?? '';
  const { data, error } = useLetters(applied.hash, find);
  const replayAll = useReplayAll();
  const clear = useClearLetters();
  const failed = replayAll.error ?? clear.error;
  const selected = url.values.get('letter');
  const letter = data?.letters.find(({ kind, id }) => `${kind}:${id}` === selected);
  const none = data === undefined || data.searched === 0;
  return (
    <div className="operate-grid">
      <div className={letter === undefined ? undefined : 'work-split'}>
        <section className="panel job-table" aria-label="Dead letters">
          <div className="row files-head">
            <SearchField
              className="filter"
              label="Find a dead letter"
              placeholder="Find by id, name, group, code or data…"
              value={find}
              onChange={(text) => url.set({ 'find-letter': text })}
            />
            <span className="muted nowrap" role="status">
              {data !== undefined &&
                `${count(data.letters.length)} of ${count(data.searched)}${data.isMore ? '+' : ''}`}
              {replayAll.data !== undefined && ` · ${count(replayAll.data.replayed)} replayed`}
            </span>
            <span className="spacer" />
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<RotateCcw size={13} aria-hidden="true" />}
              loading={replayAll.isPending}
              disabled={none}
              onClick={() => replayAll.mutate()}
            >
              Replay all
            </Button>
            <ConfirmButton
              text="Clear all"
              sure="Really clear all"
              loading={clear.isPending}
              disabled={none}
              onConfirm={() => clear.mutate()}
            />
          </div>
          {error !== null && <Failure title="The dead letters could not be listed" error={error} />}
          {failed !== null && <Failure title="Not all of them were dealt with" error={failed} />}
          {data === undefined && error === null && <Loading what="the dead letters" />}
          {data?.letters.length === 0 && (
            <p className="muted files-note">
              {find === '' ? 'Nothing has failed for good. Have a handler fail, and run Orders.' : 'No letter matches.'}
            </p>
          )}
          {data !== undefined && data.letters.length > 0 && (
            <PickTable
              label="Table of the dead letters"
              what="Letter"
              columns={COLUMNS}
              picked={selected}
              onPick={(letter) => url.set({ letter })}
              rows={data.letters.map(({ kind, id, name, group, reason, diedAt, gist }) => ({
                ...{ key: `${kind}:${id}`, id, name },
                cells: [
                  group ?? 'the queue',
                  <Tag key="reason" tone="bad">
                    {reason.code}
                  </Tag>,
                  <Clock key="died" at={diedAt} />,
                  gist,
                ],
              }))}
            />
          )}
        </section>
        {letter !== undefined && (
          <LetterDetail key={selected} letter={letter} url={url} onClose={() => url.set({ letter: undefined })} />
        )}
      </div>
    </div>
  );
}
