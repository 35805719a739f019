import { Link, useSearch } from 'wouter';
import type { OperateTick } from '../../../src/contract.js';
import { useFaults } from '../api/faults.js';
import { Tag } from '../ui/tag.js';
import { openBreakers } from './series.js';

/** What needs somebody's eye now; nothing when all is well. */
export function Alerts({ ticks }: { readonly ticks: readonly OperateTick[] }) {
  const { data: faults = [] } = useFaults();
  const search = useSearch();
  const alerts = [
    ...openBreakers(ticks).map((name) => ({ name, text: `breaker ${ticks.at(-1)?.ports[name]?.breaker}` })),
    ...faults.map(({ port }) => ({ name: port, text: 'broken on purpose' })),
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
          <Link className="link" href={search === '' ? '/break' : `/break?${search}`}>
            Open Break
          </Link>
        </div>
      )}
    </div>
  );
}
