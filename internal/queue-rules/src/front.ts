import {
  err,
  map,
  type ErrorDetails,
  type InfraError,
  ok,
  type AddedJob,
  type AsyncResult,
  type Clock,
  type Context,
  type ContextCarrier,
  type DeadLetter,
  type IoOptions,
  type JobHandlers,
  type JobListOptions,
  type JobPage,
  type JobQueue,
  type JobRef,
  type JobTypes,
  type Result,
} from '@infra/core';
import { duration, pageOf, rangeOf, validate, type Range, type Schemas } from '@internal/handler-rules';
import { uuidv7 } from '@internal/ids';
import { nameProblem } from '@internal/names';
import type { AnyHandler, AnyJobs, JobRecord, QueueDriver, StoredJob } from './driver.js';
import type { MakeRecord, Refusal } from './checks.js';
import { jobOptionsProblem, processOptionsProblem, resolveJobOptions } from './job-options.js';
import { createSchedules } from './schedules.js';

export interface FrontOptions {
  readonly provider: string;
  readonly schemas: Schemas;
  readonly clock: Clock;
  readonly context: ContextCarrier | undefined;
}

export const NO_CONTEXT: Context = Object.freeze({});
const RESULT_TIMEOUT_MS = 30_000;

/** The port over a driver: checks all input, so that every provider refuses the same things in the same words. */
export function createJobQueueFront<J extends JobTypes<J>>(driver: QueueDriver, options: FrontOptions): JobQueue<J> {
  const { errors } = driver;
  const refusal: Refusal = (operation, io, problem) => {
    if (problem !== undefined) return errors.invalid(operation, problem);
    if (driver.isClosed) return errors.closed(operation);
    return io?.signal?.aborted === true ? errors.cancelled(operation) : undefined;
  };

  /** Runs an operation whose input is good. */
  function guarded<T>(
    operation: string,
    io: IoOptions | undefined,
    problem: string | undefined,
    work: (signal: AbortSignal | undefined) => AsyncResult<T>,
  ): AsyncResult<T> {
    const refused = refusal(operation, io, problem);
    return refused === undefined ? work(io?.signal) : Promise.resolve(err(refused));
  }

  const makeRecord: MakeRecord = (operation, name, payload, given) => {
    const problem = nameProblem('job name', name) ?? jobOptionsProblem(given);
    if (problem !== undefined) return err(errors.invalid(operation, problem));
    const schema = options.schemas.get(name);
    const invalid = (text: string, details?: ErrorDetails): InfraError => errors.invalid(operation, text, details);
    const judged = schema === undefined ? ok(payload) : validate(schema, payload, { noun: 'payload', name, invalid });
    const record = (valid: Result<unknown>): Result<JobRecord<typeof name>> => {
      if (!valid.ok) return valid;
      const packed = driver.pack(valid.value);
      if (!packed.ok) {
        return err(errors.invalid(operation, `The payload of ${name} cannot be stored: ${packed.error}.`));
      }
      return ok({
        id: uuidv7(options.clock.now().getTime()),
        name,
        packed: packed.value,
        options: resolveJobOptions(given),
        context: options.context?.capture() ?? NO_CONTEXT,
      });
    };
    return judged instanceof Promise ? judged.then(record) : record(judged);
  };

  /** No promise of its own on the way: adding one job is what is done most. */
  function addOne<N extends string>(
    record: Result<JobRecord<N>>,
    operation: string,
    io?: IoOptions,
  ): AsyncResult<AddedJob<N>> {
    if (!record.ok) return Promise.resolve(record);
    const refused = refusal(operation, io);
    return refused === undefined ? driver.addOne(record.value, operation, io?.signal) : Promise.resolve(err(refused));
  }

  async function letterOf(id: string, operation: string, signal?: AbortSignal): AsyncResult<StoredJob | undefined> {
    const found = await driver.get(id, operation, signal);
    return found.ok && found.value?.info.state !== 'dead' ? ok(undefined) : found;
  }

  async function replayAs<N extends string>(
    letter: JobRef<N>,
    payload: unknown,
    operation: string,
    io: IoOptions | undefined,
  ): AsyncResult<AddedJob<N>> {
    const found = await letterOf(letter.id, operation, io?.signal);
    if (!found.ok) return found;
    if (found.value?.info.name !== letter.name) {
      return err(errors.noSuchJob(operation, letter.id, `dead letter of the name ${letter.name}`));
    }
    // Not its dedupeId: it would be taken for the job that died of it.
    const { priority, attempts, backoff, timeoutMs } = found.value.options;
    const record = await makeRecord(operation, letter.name, payload, { priority, attempts, backoff, timeoutMs });
    // It is still the work of whoever added the letter, not of whoever replays it.
    const { context } = found.value.info;
    return addOne(
      map(record, (made) => ({ ...made, context })),
      operation,
      io,
    );
  }

  const page = async <T>(
    operation: string,
    io: JobListOptions,
    read: (range: Range, signal: AbortSignal | undefined) => AsyncResult<readonly T[]>,
  ): AsyncResult<JobPage<T>> => {
    const range = rangeOf(io);
    const refused = refusal(operation, io, typeof range === 'string' ? range : undefined);
    if (refused !== undefined || typeof range === 'string') return err(refused ?? errors.closed(operation));
    // One more than asked for tells whether there is another page.
    const items = await read({ ...range, limit: range.limit + 1 }, io.signal);
    return items.ok ? ok(pageOf(items.value, range)) : items;
  };

  const queue: JobQueue<AnyJobs> = {
    provider: options.provider,
    name: driver.name,
    add: (name, payload, io = {}) => {
      const refused = refusal('add', io);
      if (refused !== undefined) return Promise.resolve(err(refused));
      const record = makeRecord('add', name, payload, io);
      return record instanceof Promise ? record.then((made) => addOne(made, 'add', io)) : addOne(record, 'add', io);
    },
    addMany: async (jobs, io) => {
      const refused = refusal('addMany', io, Array.isArray(jobs) ? undefined : 'jobs must be an array.');
      if (refused !== undefined) return err(refused);
      const records: JobRecord[] = [];
      for (const [index, job] of jobs.entries()) {
        const made = makeRecord('addMany', job.name, job.payload, job);
        const record = made instanceof Promise ? await made : made;
        if (!record.ok) {
          const { message, details } = record.error;
          return err(errors.invalid('addMany', `jobs[${String(index)}]: ${message}`, { ...details, index }));
        }
        records.push(record.value);
      }
      const late = refusal('addMany', io);
      if (late !== undefined) return err(late);
      return records.length === 0 ? ok([]) : driver.add(records, 'addMany', io?.signal);
    },
    process: (handlers, io = {}) => {
      const byName = handlersOf(handlers);
      const problem = typeof byName === 'string' ? byName : processOptionsProblem(io);
      return guarded('process', io, problem, (signal) =>
        driver.process(byName as ReadonlyMap<string, AnyHandler>, { ...io, concurrency: io.concurrency ?? 1 }, signal),
      );
    },
    get: (id, io) =>
      guarded('get', io, nameProblem('job id', id), async (signal) => {
        const found = await driver.get(id, 'get', signal);
        return found.ok ? ok(found.value?.info) : found;
      }),
    list: (state, io = {}) =>
      page('list', io, async (range, signal) => {
        const found = await driver.list(state, range, 'list', signal);
        return found.ok ? ok(found.value.map(({ info }) => info)) : found;
      }),
    logs: (id, io) => guarded('logs', io, nameProblem('job id', id), (signal) => driver.logs(id, signal)),
    result: (job, io = {}) => {
      const { timeoutMs = RESULT_TIMEOUT_MS } = io;
      return guarded('result', io, nameProblem('job id', job.id) ?? duration('timeoutMs', timeoutMs, 0), (signal) =>
        driver.result(job, timeoutMs, signal),
      );
    },
    remove: (id, io) => guarded('remove', io, nameProblem('job id', id), (signal) => driver.remove(id, signal)),
    retry: (id, io) => guarded('retry', io, nameProblem('job id', id), (signal) => driver.retry(id, signal)),
    clean: (olderThanMs, io) =>
      guarded('clean', io, duration('olderThanMs', olderThanMs, 0), (signal) => driver.clean(olderThanMs, signal)),
    counts: (io) => guarded('counts', io, undefined, (signal) => driver.counts(signal)),
    stats: (io) => guarded('stats', io, undefined, (signal) => driver.stats(signal)),
    pause: (io) => guarded('pause', io, undefined, (signal) => driver.setPaused(true, signal)),
    resume: (io) => guarded('resume', io, undefined, (signal) => driver.setPaused(false, signal)),
    subscribe: (listener, io) => guarded('subscribe', io, undefined, (signal) => driver.subscribe(listener, signal)),
    deadLetters: {
      list: (io = {}) =>
        page('deadLetters.list', io, async (range, signal) => {
          const found = await driver.list('dead', range, 'deadLetters.list', signal);
          return found.ok ? ok(found.value.map(asLetter)) : found;
        }),
      get: (id, io) =>
        guarded('deadLetters.get', io, nameProblem('job id', id), async (signal) => {
          const found = await letterOf(id, 'deadLetters.get', signal);
          return found.ok ? ok(found.value === undefined ? undefined : asLetter(found.value)) : found;
        }),
      replay: (id, io) =>
        guarded('deadLetters.replay', io, nameProblem('job id', id), async (signal) => {
          const replayed = await driver.replay(id, signal);
          if (!replayed.ok) return replayed;
          return replayed.value ? ok() : err(errors.noSuchJob('deadLetters.replay', id, 'dead letter'));
        }),
      replayAs: (letter, payload, io) =>
        guarded('deadLetters.replayAs', io, nameProblem('job id', letter.id), () =>
          replayAs(letter, payload, 'deadLetters.replayAs', io),
        ),
      replayAll: (io) => guarded('deadLetters.replayAll', io, undefined, (signal) => driver.replayAll(signal)),
      clear: (io) => guarded('deadLetters.clear', io, undefined, (signal) => driver.clearDead(signal)),
    },
    schedules: createSchedules(driver, refusal, makeRecord),
  };
  // The compiler has seen every name and payload against the caller's types; from here on they are data.
  const untyped: object = queue;
  return untyped as JobQueue<J>;
}

function asLetter({ info, reason }: StoredJob): DeadLetter<AnyJobs> {
  const why = reason ?? info.failures.at(-1)?.error;
  return { ...info, reason: why ?? UNKNOWN_REASON };
}

const UNKNOWN_REASON: DeadLetter<AnyJobs>['reason'] = {
  name: 'InfraError',
  code: 'internal',
  message: 'It is not known why.',
  provider: 'unknown',
  operation: 'queue.process',
  retryable: false,
};

/** The handlers by name, or why they are none. */
function handlersOf(handlers: JobHandlers<AnyJobs>): ReadonlyMap<string, AnyHandler> | string {
  if (typeof handlers !== 'object' || handlers === null)
    return 'handlers must be an object of a function per job name.';
  const byName = new Map(Object.entries(handlers));
  for (const [name, handler] of byName) {
    if (typeof handler !== 'function') return `The handler of ${JSON.stringify(name)} must be a function.`;
  }
  return byName.size === 0 ? 'handlers must have a function for every job name.' : byName;
}
