import { count } from '../../../src/format.js';
import { useJobs } from '../api/work.js';
import { Failure } from '../ui/failure.js';
import { Loading } from '../ui/loading.js';
import type { UrlState } from '../url-state.js';
import { PagedTable, type PagedKeys } from './paged-table.js';
import { Clock, type Column } from './pick-table.js';
import { StateTag } from './state-tag.js';
import { stateIn } from './state-tiles.js';

const KEYS: PagedKeys = { find: 'find-job', page: 'page', picked: 'job' };

const EMPTY = {
  none: 'No job is here. The scenario Orders adds some.',
  noMatch: 'No job matches; all words have to.',
};

const COLUMNS: readonly Column[] = [
  { title: 'State' },
  { title: 'Runs', className: 'number hide-small' },
  { title: 'Added', className: 'nowrap hide-small' },
  { title: 'Data', className: 'mono muted gist hide-small' },
];

/** Jobs by their state, id, name or data; one of them is looked at beside the table. */
export function JobTable({ composition, url }: { readonly composition: string; readonly url: UrlState }) {
  const state = stateIn(url.values);
  const find = url.values.get(KEYS.find) ?? '';
  const cursor = url.values.get(KEYS.page) ?? undefined;
  const { data, error } = useJobs({ composition, state, find, cursor });
  return (
    <PagedTable
      noun="job"
      placeholder="Find by id, name or data…"
      columns={COLUMNS}
      rows={data?.jobs.map(({ id, name, state, runs, createdAt, gist }) => ({
        ...{ key: id, id, name },
        cells: [<StateTag key="state" state={state} />, runs, <Clock key="added" at={createdAt} />, gist],
      }))}
      nextCursor={data?.nextCursor}
      isMore={data?.isMore === true}
      {...(data !== undefined && find !== '' && { remark: `, ${count(data.searched)} searched` })}
      empty={EMPTY}
      keys={KEYS}
      url={url}
      filters={
        state !== undefined && (
          <button type="button" className="chip" onClick={() => url.set({ state: undefined, page: undefined })}>
            {state} <span aria-hidden="true">×</span>
            <span className="visually-hidden">: show all states</span>
          </button>
        )
      }
    >
      {error !== null && <Failure title="The jobs could not be listed" error={error} />}
      {data === undefined && error === null && <Loading what="the jobs" />}
    </PagedTable>
  );
}
