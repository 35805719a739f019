import { ok, type AsyncResult, type IoOptions, type Job, type JobQueue, type JobState } from '@infra/core';
import type { JobsView } from '../contract.js';
import type { ShopJobs } from '../shop/shop-types.js';
import { asJson, finder } from './as-json.js';
import { jobStates, rowOf } from './job-views.js';

/** As many are shown at a time. */
const SHOWN = 50;
/** As many of each state are looked at for one search: more would hold up whoever waits, and the queue. */
const SEARCHED = 2_000;
const PAGE = 500;

export interface JobSearch extends IoOptions {
  /** Absent: all of them. */
  readonly state?: JobState | undefined;
  /** Words that are all in the id, the name or the payload. */
  readonly find: string;
  /** Of one state, where nothing is searched for. */
  readonly cursor?: string | undefined;
}

type Queue = Pick<JobQueue<ShopJobs>, 'get' | 'list'>;

/** Jobs by their state, id, name or data. */
export async function findJobs(queue: Queue, { state, find, cursor, signal }: JobSearch): AsyncResult<JobsView> {
  const wanted = find.trim();
  if (wanted === '' && state !== undefined) {
    const page = await queue.list(state, { cursor, limit: SHOWN, signal });
    if (!page.ok) return page;
    const { items, nextCursor } = page.value;
    const more = nextCursor === undefined ? undefined : { nextCursor };
    return ok({ jobs: items.map(rowOf), searched: items.length, isMore: nextCursor !== undefined, ...more });
  }
  const byId = await jobOfId(queue, wanted, { signal });
  if (!byId.ok) return byId;
  if (byId.value !== undefined) return ok({ jobs: [rowOf(byId.value)], searched: 1, isMore: false });

  const matches = finder(wanted);
  const found: Job<ShopJobs>[] = [];
  let searched = 0;
  let isMore = false;
  for (const one of state === undefined ? jobStates : [state]) {
    let next: string | undefined;
    let ofState = 0;
    do {
      const page = await queue.list(one, { cursor: next, limit: wanted === '' ? SHOWN : PAGE, signal });
      if (!page.ok) return page;
      const { items, nextCursor } = page.value;
      found.push(...items.filter((job) => matches(() => textOf(job))));
      ofState += items.length;
      next = wanted === '' ? undefined : nextCursor;
      isMore ||= nextCursor !== undefined && (next === undefined || ofState >= SEARCHED);
    } while (next !== undefined && ofState < SEARCHED);
    searched += ofState;
  }
  // One that moves meanwhile may be in two states.
  const unique = [...new Map(found.map((job) => [job.id, job])).values()];
  const jobs = unique.slice(0, SHOWN).map(rowOf);
  return ok({ jobs, searched, isMore: isMore || unique.length > SHOWN });
}

async function jobOfId(queue: Queue, id: string, options: IoOptions): AsyncResult<Job<ShopJobs> | undefined> {
  // What has a space in it, or nothing at all, is no id.
  return /^\S{8,}$/.test(id) ? queue.get(id, options) : ok(undefined);
}

function textOf({ id, name, payload }: Job<ShopJobs>): string {
  return `${id} ${name} ${JSON.stringify(asJson(payload))}`;
}
