import { Link, useSearch } from 'wouter';
import { count } from '../../../src/format.js';
import { useWork } from '../api/work.js';
import { Tag } from '../ui/tag.js';

export const VIEWS = [
  { name: 'overview', title: 'Overview' },
  { name: 'orders', title: 'Orders' },
  { name: 'outbox', title: 'Outbox' },
  { name: 'queue', title: 'Queue' },
  { name: 'streams', title: 'Streams' },
  { name: 'letters', title: 'Dead letters' },
] as const;

export type ViewName = (typeof VIEWS)[number]['name'];

export function viewIn(values: URLSearchParams): ViewName {
  return VIEWS.find(({ name }) => name === values.get('view'))?.name ?? 'overview';
}

/** The parts of Operate. */
export function ViewTabs({ current }: { readonly current: ViewName }) {
  const { data: work } = useWork();
  const search = useSearch();
  const hrefOf = (name: ViewName): string => {
    const values = new URLSearchParams(search);
    if (name === 'overview') values.delete('view');
    else values.set('view', name);
    return `/operate?${values}`;
  };
  const dead = work === undefined ? 0 : work.queue.counts.dead + work.streams.dead;
  return (
    <nav className="view-tabs" aria-label="Parts of Operate">
      {VIEWS.map(({ name, title }) => (
        <Link
          key={name}
          href={hrefOf(name)}
          className="view-tab"
          aria-current={name === current ? 'page' : undefined}
          replace
        >
          {title}
          {name === 'queue' && work?.queue.paused === true && <Tag tone="warn">paused</Tag>}
          {name === 'outbox' && work?.outbox.running === false && <Tag tone="warn">stopped</Tag>}
          {name === 'outbox' && (work?.outbox.parked ?? 0) > 0 && (
            <Tag tone="bad">{count(work?.outbox.parked ?? 0)}</Tag>
          )}
          {name === 'letters' && dead > 0 && (
            <Tag tone="bad">
              {count(dead)}
              {work?.streams.isMore === true && '+'}
            </Tag>
          )}
        </Link>
      ))}
    </nav>
  );
}
