import { Link, useSearch } from 'wouter';
import type { OperateTick } from '../../../src/contract.js';
import { count } from '../../../src/format.js';
import { useFaults } from '../api/faults.js';
import { useWork } from '../api/work.js';
import { Tag } from '../ui/tag.js';
import { openBreakers } from './series.js';

/** What needs somebody's eye now; nothing when all is well. */
export function Alerts({ ticks }: { readonly ticks: readonly OperateTick[] }) {
  const { data: faults = [] } = useFaults();
  const { data: work } = useWork();
  const search = useSearch();
  const dead = work === undefined ? 0 : work.queue.counts.dead + work.streams.dead;
  const letters = new URLSearchParams(search);
  letters.set('view', 'letters');
  const alerts = [
    ...openBreakers(ticks).map((name) => ({ name, text: `breaker ${ticks.at(-1)?.ports[name]?.breaker}` })),
    ...faults.map(({ port }) => ({ name: port, text: 'broken on purpose' })),
    ...(work?.queue.paused === true ? [{ name: 'queue', text: 'paused' }] : []),
    ...(dead > 0 ? [{ name: count(dead), text: dead === 1 ? 'dead letter' : 'dead letters' }] : []),
  ];
  return (
    <div role="status">
      {alerts.length > 0 && (
        <div className="panel alerts">
          <Tag tone="bad">{alerts.length === 1 ? '1 alert' : `${alerts.length} alerts`}</Tag>
          <span className="ellipsis-small">
            {alerts.map(({ name, text }, index) => (
              <span key={`${name} ${text}`}>
                {index > 0 && ' · '}
                <strong>{name}</strong> {text}
              </span>
            ))}
          </span>
          <span className="spacer" />
          {dead > 0 && (
            <Link className="link" href={`/operate?${letters}`} replace>
              Look at the dead letters
            </Link>
          )}
          <Link className="link" href={search === '' ? '/break' : `/break?${search}`}>
            Open Break
          </Link>
        </div>
      )}
    </div>
  );
}
