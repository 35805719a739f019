import { Button } from '@mantine/core';
import { count } from '../../../src/format.js';
import { useJobs } from '../api/work.js';
import { Failure } from '../ui/failure.js';
import { Loading } from '../ui/loading.js';
import { SearchField } from '../ui/search-field.js';
import type { UrlState } from '../url-state.js';
import { Clock, PickTable, type Column } from './pick-table.js';
import { StateTag } from './state-tag.js';
import { stateIn } from './state-tiles.js';

const COLUMNS: readonly Column[] = [
  { title: 'State' },
  { title: 'Runs', className: 'number hide-small' },
  { title: 'Added', className: 'nowrap hide-small' },
  { title: 'Data', className: 'mono muted gist hide-small' },
];

/** Jobs by their state, id, name or data; one of them is looked at beside the table. */
export function JobTable({ composition, url }: { readonly composition: string; readonly url: UrlState }) {
  const state = stateIn(url.values);
  const find = url.values.get('find-job') ?? '';
  const cursor = url.values.get('page') ?? undefined;
  const { data, error } = useJobs({ composition, state, find, cursor });
  return (
    <section className="panel job-table" aria-label="Jobs">
      <div className="row files-head">
        <SearchField
          className="filter"
          label="Find a job"
          placeholder="Find by id, name or data…"
          value={find}
          onChange={(text) => url.set({ 'find-job': text, page: undefined })}
        />
        {state !== undefined && (
          <button type="button" className="chip" onClick={() => url.set({ state: undefined, page: undefined })}>
            {state} <span aria-hidden="true">×</span>
            <span className="visually-hidden">: show all states</span>
          </button>
        )}
        <span className="spacer" />
        {data !== undefined && (
          <span className="muted nowrap" role="status">
            {data.jobs.length === 1 ? '1 job' : `${count(data.jobs.length)} jobs`}
            {find !== '' && `, ${count(data.searched)} searched`}
            {data.isMore && ', there are more'}
          </span>
        )}
      </div>
      {error !== null && <Failure title="The jobs could not be listed" error={error} />}
      {data === undefined && error === null && <Loading what="the jobs" />}
      {data?.jobs.length === 0 && (
        <p className="muted files-note">
          {find === '' ? 'No job is here. The scenario Orders adds some.' : 'No job matches; all words have to.'}
        </p>
      )}
      {data !== undefined && data.jobs.length > 0 && (
        <PickTable
          label="Table of the jobs"
          what="Job"
          columns={COLUMNS}
          picked={url.values.get('job')}
          onPick={(job) => url.set({ job })}
          rows={data.jobs.map(({ id, name, state, runs, createdAt, gist }) => ({
            ...{ key: id, id, name },
            cells: [<StateTag key="state" state={state} />, runs, <Clock key="added" at={createdAt} />, gist],
          }))}
        />
      )}
      {(data?.nextCursor !== undefined || cursor !== undefined) && (
        <div className="files-more row">
          <Button
            size="xs"
            variant="default"
            disabled={cursor === undefined}
            onClick={() => url.set({ page: undefined })}
          >
            First page
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={data?.nextCursor === undefined}
            onClick={() => url.set({ page: data?.nextCursor })}
          >
            Next page
          </Button>
        </div>
      )}
    </section>
  );
}
