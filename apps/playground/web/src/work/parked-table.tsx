import { Button } from '@mantine/core';
import { RotateCcw } from 'lucide-react';
import type { ParkedView } from '../../../src/contract.js';
import { useForgetParked, useReplayParked } from '../api/outbox.js';
import { ConfirmButton } from '../ui/confirm-button.js';
import { Failure } from '../ui/failure.js';
import { Tag } from '../ui/tag.js';
import { Clock } from './pick-table.js';

/** Events that the bus has refused for good: replayed they are delivered after all. */
export function ParkedTable({ parked, isMore }: { readonly parked: readonly ParkedView[]; readonly isMore: boolean }) {
  const replay = useReplayParked();
  const forget = useForgetParked();
  const failed = replay.error ?? forget.error;
  return (
    <section className="panel job-table" aria-labelledby="parked-title">
      <div className="row table-head">
        <h2 id="parked-title">Parked events</h2>
        {isMore && <span className="muted">there are more</span>}
        <span className="spacer" />
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<RotateCcw size={13} aria-hidden="true" />}
          loading={replay.isPending}
          disabled={parked.length === 0}
          onClick={() => replay.mutate(undefined)}
        >
          Replay all
        </Button>
        <ConfirmButton
          text="Forget all"
          sure="Really forget"
          loading={forget.isPending}
          disabled={parked.length === 0}
          onConfirm={() => forget.mutate()}
        />
      </div>
      {failed !== null && <Failure title="They are as they were" error={failed} />}
      {parked.length === 0 ? (
        <p className="muted files-note">
          Nothing is parked. A bus that is away is tried until it is there; an event that it refuses, with forbidden for
          example, is parked.
        </p>
      ) : (
        <div className="scroll-x" tabIndex={0} role="group" aria-label="Table of the parked events">
          <table>
            <thead>
              <tr>
                <th scope="col">Event</th>
                <th scope="col">Reason</th>
                <th scope="col" className="hide-small">
                  Parked
                </th>
                <th scope="col" className="hide-small">
                  Data
                </th>
                <th scope="col">
                  <span className="visually-hidden">Replay</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {parked.map(({ id, type, key, reason, parkedAt, gist }) => (
                <tr key={id}>
                  <th scope="row" className="mono">
                    {type} {key !== undefined && <span className="muted">{key}</span>}
                  </th>
                  <td>
                    <Tag tone="bad">{reason.code}</Tag>
                  </td>
                  <td className="nowrap hide-small">
                    <Clock at={parkedAt} />
                  </td>
                  <td className="mono muted gist hide-small">{gist}</td>
                  <td className="number">
                    <Button size="compact-xs" variant="default" onClick={() => replay.mutate(id)}>
                      Replay<span className="visually-hidden"> {id}</span>
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
