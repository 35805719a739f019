import { Button } from '@mantine/core';
import { Pause, Play } from 'lucide-react';
import type { OutboxView as Outbox } from '../../../src/contract.js';
import { count, milliseconds } from '../../../src/format.js';
import { useOutbox, useSwitchRelay } from '../api/outbox.js';
import { Failure } from '../ui/failure.js';
import { Loading } from '../ui/loading.js';
import { Tag } from '../ui/tag.js';
import type { Workbench } from '../use-workbench.js';
import { ParkedTable } from './parked-table.js';
import { Problem } from './problem.js';

/** Events on their way from the database to the bus, and what delivers them. */
export default function OutboxView({ bench: { applied } }: { readonly bench: Workbench }) {
  const { data, error } = useOutbox(applied.hash);
  if (error !== null) return <Failure title="The outbox could not be looked at" error={error} />;
  if (data === undefined) return <Loading what="the outbox" />;
  return (
    <div className="operate-grid">
      <OutboxPanel outbox={data.outbox} />
      <ParkedTable parked={data.parked} isMore={data.isMore} />
    </div>
  );
}

function OutboxPanel({ outbox }: { readonly outbox: Outbox }) {
  const { provider, running, oldestPendingMs, problem } = outbox;
  const relay = useSwitchRelay();
  const tiles = [
    ['pending', outbox.pending, 'not delivered yet'],
    ['claimed', outbox.claimed, 'with a relay'],
    ['parked', outbox.parked, 'refused by the bus'],
  ] as const;
  return (
    <section className="panel queue-panel" aria-labelledby="outbox-title">
      <div className="row table-head">
        <h2 id="outbox-title">Outbox on {provider}</h2>
        {running ? <Tag tone="good">delivering</Tag> : <Tag tone="warn">stopped</Tag>}
        <span className="muted" role="status">
          {oldestPendingMs > 0
            ? `the oldest has waited ${milliseconds(oldestPendingMs)}`
            : 'An order and its event are one transaction; the relay delivers.'}
        </span>
        <span className="spacer" />
        <Button
          size="xs"
          variant="default"
          loading={relay.isPending}
          leftSection={running ? <Pause size={13} aria-hidden="true" /> : <Play size={13} aria-hidden="true" />}
          onClick={() => relay.mutate(!running)}
        >
          {running ? 'Stop the relay' : 'Start the relay'}
        </Button>
      </div>
      {relay.error !== null && <Failure title="The relay is as it was" error={relay.error} />}
      <Problem title="The outbox cannot be asked" problem={problem} />
      <div className="tiles outbox-tiles" role="group" aria-label="Events by their state">
        {tiles.map(([name, many, about]) => (
          <div key={name} className={name === 'parked' && many > 0 ? 'tile tile-still tile-bad' : 'tile tile-still'}>
            <span>{name}</span>
            <strong>{count(many)}</strong>
            <span className="muted">{about}</span>
          </div>
        ))}
      </div>
    </section>
  );
}
