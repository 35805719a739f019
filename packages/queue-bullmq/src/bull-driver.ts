import {
  err,
  InfraError,
  ok,
  type AddedJob,
  type AsyncResult,
  type CloseOptions,
  type JobBackoff,
  type JobEvent,
  type JobRef,
  type JobState,
  type JobStats,
  type JobSubscription,
  type JobTiming,
  type JobWorker,
  type ProcessOptions,
  type Result,
} from '@infra/core';
import { settleOnAbort } from '@internal/abort';
import {
  DEFAULT_BACKOFF,
  type AnyHandler,
  type JobRecord,
  type QueueDriver,
  type QueueErrors,
  type Range,
  type StoredJob,
  type StoredSchedule,
} from '@internal/queue-rules';
import { isolate } from '@internal/serialization';
import type { JobsOptions } from 'bullmq';
import { Bull } from './bull.js';
import { BullWorker } from './bull-worker.js';
import { envelopeOf, pack } from './envelope.js';
import { errors } from './errors.js';
import { EventReader } from './event-reader.js';
import { storedJob, stateOf, type BullJob } from './job-view.js';
import { dedupeKey } from './keys.js';
import { listJobs, readCounts, readStats, runTimes } from './listing.js';
import { listSchedules, removeSchedule, setSchedule } from './bull-schedules.js';
import type { ResolvedOptions } from './options.js';

const CLOSE_DEADLINE_MS = 5_000;
const isDefault = (backoff: JobBackoff): boolean => backoff === DEFAULT_BACKOFF;

/** The operations of the queue, on input that the front has checked. */
export class BullDriver implements QueueDriver {
  readonly name: string;
  readonly errors: QueueErrors = errors;
  readonly bull: Bull;
  isClosed = false;
  private readonly options: ResolvedOptions;
  private readonly events: EventReader;
  private readonly workers = new Set<BullWorker>();
  private readonly onClose = new Set<() => void>();
  private closing: Promise<void> | undefined;

  constructor(options: ResolvedOptions) {
    this.name = options.name;
    this.options = options;
    this.bull = new Bull(options);
    this.events = new EventReader(this.bull);
  }

  pack(payload: unknown): Result<unknown, string> {
    const packed = pack(payload);
    // BullMQ writes it down before `add` returns, unless a connection has to be waited for: then it must not change meanwhile.
    if (!packed.ok || this.bull.isReady || 'x' in packed.value) return packed;
    const copy = isolate(payload);
    return copy.ok ? ok({ p: copy.value.value }) : copy;
  }

  add(jobs: readonly JobRecord[], operation: string, signal?: AbortSignal): AsyncResult<readonly AddedJob[]> {
    const [first] = jobs;
    if (jobs.length === 1 && first !== undefined) {
      return this.bull.ask(
        operation,
        signal,
        (queue) => queue.add(first.name, envelopeOf(first, isDefault), bullOptions(first)),
        (added) => ok([addedJob(first, added.id)]),
      );
    }
    return this.bull.ask(
      operation,
      signal,
      (queue) =>
        queue.addBulk(
          jobs.map((job) => ({ name: job.name, data: envelopeOf(job, isDefault), opts: bullOptions(job) })),
        ),
      (added) => ok(jobs.map((job, index) => addedJob(job, added[index]?.id))),
    );
  }

  async process(
    handlers: ReadonlyMap<string, AnyHandler>,
    options: ProcessOptions & { readonly concurrency: number },
    signal?: AbortSignal,
  ): AsyncResult<JobWorker> {
    if (this.closing !== undefined) return err(errors.closed('process'));
    // BullMQ would wait for a Redis that is not there; the caller is told.
    const isThere = await this.bull.ask(
      'process',
      signal,
      (_, redis) => redis.ping(),
      () => ok(),
    );
    if (!isThere.ok) return isThere;
    const worker = new BullWorker(this.bull, this.options, { ...options, handlers });
    this.workers.add(worker);
    const started = await worker.start();
    return started.ok ? ok(worker) : started;
  }

  get(id: string, operation: string, signal?: AbortSignal): AsyncResult<StoredJob | undefined> {
    return this.bull.ask(
      operation,
      signal,
      async (queue, redis) => {
        const [job, bull, [score]] = await Promise.all([
          queue.getJob(id),
          queue.getJobState(id),
          runTimes(redis, this.bull, [id]),
        ]);
        if (job === undefined) return undefined;
        const state = stateOf(bull, job);
        return state === undefined ? undefined : storedJob(job, state, score);
      },
      (job) => ok(job),
    );
  }

  list(state: JobState, range: Range, operation: string, signal?: AbortSignal): AsyncResult<readonly StoredJob[]> {
    return this.bull.ask(
      operation,
      signal,
      (queue, redis) => listJobs(queue, redis, this.bull, state, range),
      (jobs) => ok(jobs),
    );
  }

  logs(id: string, signal?: AbortSignal): AsyncResult<readonly string[]> {
    return this.bull.ask(
      'logs',
      signal,
      (queue) => queue.getJobLogs(id),
      ({ logs }) => ok(logs),
    );
  }

  async result(job: JobRef, timeoutMs: number, signal?: AbortSignal): AsyncResult<unknown> {
    const { id } = job;
    if (timeoutMs === 0) {
      const outcome = await this.outcome(job, signal);
      return outcome ?? err(errors.notFinished('result', id, timeoutMs));
    }
    let stop = (): void => undefined;
    const over = new Promise<Result<unknown>>((resolve) => {
      const settle = (result: Result<unknown>): void => {
        stop();
        resolve(result);
      };
      const look = async (): Promise<void> => {
        const outcome = await this.outcome(job, undefined);
        if (outcome !== undefined) settle(outcome);
      };
      const close = (): void => settle(err(errors.closed('result')));
      const cancel = this.options.clock.schedule(timeoutMs, () =>
        settle(err(errors.notFinished('result', id, timeoutMs))),
      );
      this.onClose.add(close);
      let unlisten = (): void => undefined;
      let isStopped = false;
      stop = () => {
        isStopped = true;
        cancel();
        unlisten();
        this.onClose.delete(close);
      };
      const onEvent = (event: JobEvent): void => {
        if (event.id === id && event.type !== 'failed') void look();
      };
      // A failure on the way is no answer while there is time left: whoever waits would only ask again.
      const doubt = (): void => void this.outcome(job, undefined).then((found) => found?.ok === true && settle(found));
      void this.events.listen('result', onEvent, doubt).then(async (listening) => {
        if (!listening.ok) {
          settle(listening);
          return;
        }
        unlisten = listening.value;
        if (isStopped) unlisten();
        // What was over before is asked for after listening began, so that nothing falls between.
        else await look();
      });
    });
    return settleOnAbort(over, signal, () => {
      stop();
      return err(errors.cancelled('result'));
    });
  }

  remove(id: string, signal?: AbortSignal): AsyncResult<boolean> {
    return this.bull.ask(
      'remove',
      signal,
      async (queue, redis) => {
        const state = await queue.getJobState(id);
        if (state === 'unknown' || state === 'active') return state;
        const code = await queue.remove(id);
        await redis.zrem(this.bull.key('failing'), id);
        return code === 1 ? 'removed' : 'active';
      },
      (answer) => (answer === 'active' ? err(errors.active('remove', id)) : ok(answer === 'removed')),
    );
  }

  retry(id: string, signal?: AbortSignal): AsyncResult<boolean> {
    return this.bull.ask(
      'retry',
      signal,
      async (queue) => {
        const job = await queue.getJob(id);
        if (job === undefined || (await queue.getJobState(id)) !== 'delayed') return false;
        await job.promote();
        return true;
      },
      (hurried) => ok(hurried),
    );
  }

  clean(olderThanMs: number, signal?: AbortSignal): AsyncResult<number> {
    return this.bull.ask(
      'clean',
      signal,
      (queue) => queue.clean(olderThanMs, 0, 'completed'),
      ({ length }) => ok(length),
    );
  }

  counts(signal?: AbortSignal): AsyncResult<Readonly<Record<JobState, number>>> {
    return this.bull.ask(
      'counts',
      signal,
      (queue, redis) => readCounts(queue, redis, this.bull),
      (counts) => ok(counts),
    );
  }

  stats(signal?: AbortSignal): AsyncResult<JobStats> {
    return this.bull.ask('stats', signal, readStats, (stats) => ok(stats));
  }

  setPaused(paused: boolean, signal?: AbortSignal): AsyncResult<void> {
    return this.bull.ask(
      paused ? 'pause' : 'resume',
      signal,
      (queue) => (paused ? queue.pause() : queue.resume()),
      () => ok(),
    );
  }

  async subscribe(listener: (event: JobEvent) => void): AsyncResult<JobSubscription> {
    // Wrapped, so that one function may subscribe twice.
    const listening = await this.events.listen('subscribe', (event) => listener(event));
    if (!listening.ok) return listening;
    return ok({
      close: async () => {
        listening.value();
        return ok();
      },
    });
  }

  replay(id: string, signal?: AbortSignal): AsyncResult<boolean> {
    return this.bull.ask(
      'deadLetters.replay',
      signal,
      async (queue, redis) => {
        const job = await queue.getJob(id);
        if (job === undefined || (await queue.getJobState(id)) !== 'failed') return false;
        await this.revive(job, redis);
        return true;
      },
      (replayed) => ok(replayed),
    );
  }

  async replayAll(signal?: AbortSignal): AsyncResult<number> {
    let replayed = 0;
    for (;;) {
      const batch = await this.bull.ask(
        'deadLetters.replayAll',
        signal,
        async (queue, redis) => {
          const dead = await queue.getJobs(['failed'], 0, 99, true);
          await Promise.all(dead.map((job) => this.revive(job, redis)));
          return dead.length;
        },
        (count) => ok(count),
      );
      if (!batch.ok) return batch;
      replayed += batch.value;
      if (batch.value < 100) return ok(replayed);
    }
  }

  clearDead(signal?: AbortSignal): AsyncResult<number> {
    return this.bull.ask(
      'deadLetters.clear',
      signal,
      (queue) => queue.clean(0, 0, 'failed'),
      ({ length }) => ok(length),
    );
  }

  setSchedule(id: string, timing: JobTiming, job: JobRecord, signal?: AbortSignal): AsyncResult<void> {
    const opts = bullOptions(job);
    return setSchedule(this.bull, id, timing, job, { data: envelopeOf(job, isDefault), opts }, signal);
  }

  removeSchedule(id: string, signal?: AbortSignal): AsyncResult<boolean> {
    return removeSchedule(this.bull, id, signal);
  }

  schedules(signal?: AbortSignal): AsyncResult<readonly StoredSchedule[]> {
    return listSchedules(this.bull, signal);
  }

  /** Handlers may use the queue until they are done; then it is closed. */
  close({ deadlineMs = CLOSE_DEADLINE_MS }: CloseOptions = {}): Promise<void> {
    this.closing ??= this.end(deadlineMs);
    return this.closing;
  }

  private async end(deadlineMs: number): Promise<void> {
    await Promise.all([...this.workers].map((worker) => worker.end(deadlineMs)));
    this.isClosed = true;
    for (const close of [...this.onClose]) close();
    this.events.close();
    await this.bull.close(Math.min(deadlineMs, this.options.timeoutMs));
  }

  /** A dead job begins anew, with what BullMQ holds against it taken off first. */
  private async revive(job: BullJob, redis: Bull['connection']['client']): Promise<void> {
    await redis.hdel(this.bull.key(job.id ?? ''), 'defa', 'stc');
    await job.retry('failed', { resetAttemptsMade: true });
  }

  /** How a job ended; undefined while it has not. */
  private async outcome({ id, name }: JobRef, signal: AbortSignal | undefined): Promise<Result<unknown> | undefined> {
    const found = await this.get(id, 'result', signal);
    if (!found.ok) return found;
    if (found.value?.info.name !== name) return err(errors.noSuchJob('result', id, `job of the name ${name}`));
    const { info, reason } = found.value;
    if (info.state === 'completed') return ok(info.result);
    if (info.state !== 'dead') return undefined;
    return err(reason === undefined ? errors.noSuchJob('result', id) : new InfraError(reason));
  }
}

function bullOptions({ id, name, options }: JobRecord): JobsOptions {
  const { priority, delayMs, attempts, dedupeId } = options;
  return {
    jobId: id,
    attempts,
    // The worker works it out, by the rules that all adapters have.
    backoff: { type: 'own' },
    ...(priority > 0 && { priority }),
    ...(delayMs > 0 && { delay: delayMs }),
    ...(attempts > 100 && { stackTraceLimit: 100 }),
    ...(dedupeId !== undefined && { deduplication: { id: dedupeKey(name, dedupeId) } }),
  };
}

function addedJob({ id, name }: JobRecord, given: string | undefined): AddedJob {
  return { id: given ?? id, name, isDuplicate: given !== undefined && given !== id };
}
