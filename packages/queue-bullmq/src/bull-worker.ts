import {
  err,
  ok,
  type AsyncResult,
  type CloseOptions,
  type InfraError,
  type JobWorker,
  type Result,
} from '@infra/core';
import { isPermanent } from '@internal/handler-rules';
import { runAttempt } from '@internal/queue-rules';
import { WaitingError } from 'bullmq';
import type { Redis } from 'ioredis';
import { ignore, oncePerOutage, type Bull } from './bull.js';
import { AttemptFailed, pack, unpack, type Packed } from './envelope.js';
import { errors, failures } from './errors.js';
import { ATTEMPT_FAILED } from './event-reader.js';
import { jobRun } from './job-run.js';
import type { BullJob } from './job-view.js';
import { MortalWorker } from './mortal-worker.js';
import type { ResolvedOptions } from './options.js';
import { workerOptions, type WorkerSetup } from './worker-options.js';

const CLOSE_DEADLINE_MS = 5_000;

/** How long, after the deadline, giving back may take with a Redis that answers. */
const GRACE_MS = 500;

interface Running {
  readonly job: BullJob;
  readonly controller: AbortController;
  /** Settles the run: its job is given back. */
  giveBack(): void;
}

const GIVEN_BACK = 'given back';

export class BullWorker implements JobWorker {
  private readonly bull: Bull;
  private readonly options: ResolvedOptions;
  private readonly setup: WorkerSetup;
  private readonly client: Redis;
  private readonly worker: MortalWorker;
  private readonly running = new Map<string, Running>();
  private isGivingBack = false;
  private closing: Promise<void> | undefined;

  constructor(bull: Bull, options: ResolvedOptions, setup: WorkerSetup) {
    this.bull = bull;
    this.options = options;
    this.setup = setup;
    this.client = bull.waitingClient();
    this.worker = new MortalWorker(
      options.name,
      (job, token) => this.run(job, token ?? ''),
      workerOptions(bull, this.client, options, setup),
    );
    const outage = oncePerOutage(options.onError);
    this.client.on('ready', () => outage.end());
    this.worker.on('error', (cause) => outage.tell(failures.fromRedis('process', cause)));
    this.worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) this.running.get(id)?.controller.abort(errors.cancelled('process'));
    });
  }

  /** Waits until it takes jobs. */
  async start(): AsyncResult<void> {
    let isLate = false;
    const late = waitMs(this.options.timeoutMs).then(() => {
      isLate = true;
    });
    const failed = await Promise.race([
      this.worker.waitUntilReady().then(ignore, (cause: unknown) => ({ cause })),
      late,
    ]);
    if (failed === undefined && !isLate) return ok();
    await this.end(0);
    const { timeoutMs } = this.options;
    return err(isLate ? failures.timedOut('process', timeoutMs) : failures.fromRedis('process', failed?.cause));
  }

  async pause(): AsyncResult<void> {
    if (this.closing !== undefined) return err(errors.closed('worker.pause'));
    const halted = this.worker.halt().catch(ignore);
    await Promise.race([halted, waitMs(this.options.timeoutMs)]);
    return ok();
  }

  async resume(): AsyncResult<void> {
    if (this.closing !== undefined) return err(errors.closed('worker.resume'));
    await this.worker.resume();
    return ok();
  }

  async close({ deadlineMs = CLOSE_DEADLINE_MS }: CloseOptions = {}): AsyncResult<void> {
    await this.end(deadlineMs);
    return ok();
  }

  /** `close`, which cannot fail. */
  end(deadlineMs: number): Promise<void> {
    this.closing ??= this.drain(deadlineMs);
    return this.closing;
  }

  private async drain(deadlineMs: number): Promise<void> {
    let isOver = false;
    const closed = this.worker
      .close()
      .catch(ignore)
      .then(() => {
        isOver = true;
      });
    // With Redis gone and nothing running there is nothing to wait for.
    const isIdle = this.running.size === 0 && this.client.status !== 'ready';
    if (deadlineMs > 0 && !isIdle) await Promise.race([closed, this.deadline(deadlineMs)]);
    this.isGivingBack = true;
    for (const { controller, giveBack } of [...this.running.values()]) {
      controller.abort(errors.cancelled('process'));
      giveBack();
    }
    if (!isOver) await Promise.race([closed, waitMs(GRACE_MS)]);
    if (!isOver) this.worker.abandon();
    this.client.disconnect();
  }

  private deadline(deadlineMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.options.clock.schedule(deadlineMs, resolve);
    });
  }

  /** One run. What it returns or throws is for BullMQ. */
  private async run(job: BullJob, token: string): Promise<Packed> {
    const id = job.id ?? '';
    const controller = new AbortController();
    let giveBack = (): void => undefined;
    const givenBack = new Promise<typeof GIVEN_BACK>((resolve) => {
      giveBack = () => resolve(GIVEN_BACK);
    });
    this.running.set(id, { job, controller, giveBack });
    try {
      // One that comes after the deadline does not even begin.
      const outcome = this.isGivingBack ? GIVEN_BACK : await Promise.race([givenBack, this.attempt(job, controller)]);
      if (outcome === GIVEN_BACK) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      return await this.conclude(job, outcome);
    } finally {
      this.running.delete(id);
    }
  }

  private async attempt(job: BullJob, controller: AbortController): AsyncResult<unknown> {
    if (job.attemptsMade > 0) await this.begin(job);
    const payload = unpack(job.data);
    if (!payload.ok) {
      return err(errors.invalid('process', `The payload of ${job.name} cannot be read: ${payload.error}.`));
    }
    return runAttempt({
      handler: this.setup.handlers.get(job.name),
      payload: payload.value,
      run: jobRun(this.bull, job, controller.signal),
      controller,
      timeoutMs: job.data?.t,
      clock: this.options.clock,
      carrier: this.options.context,
      errors,
    });
  }

  /** What BullMQ is to make of the outcome: a result, or an error that says whether there is another attempt. */
  private async conclude(job: BullJob, outcome: Result<unknown>): Promise<Packed> {
    const packed = outcome.ok ? pack(outcome.value) : outcome;
    if (packed.ok) return packed.value;
    const error: InfraError = outcome.ok
      ? errors.invalid('process', `The result of ${job.name} cannot be stored: ${String(packed.error)}.`)
      : outcome.error;
    const isOver = isPermanent(error) || job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    const failed = new AttemptFailed(error, job.attemptsStarted, new Date(), isOver);
    if (!isOver) await this.remember(job);
    throw failed;
  }

  /** Jobs that wait for another attempt are among the delayed ones: this tells them apart, and tells whoever subscribed. */
  private async remember({ id = '' }: BullJob): Promise<void> {
    await this.client
      .pipeline()
      .zadd(this.bull.key('failing'), 0, id)
      .xadd(this.bull.key('events'), '*', 'event', ATTEMPT_FAILED, 'jobId', id)
      .exec()
      .catch(ignore);
  }

  private async begin({ id = '' }: BullJob): Promise<void> {
    await this.client.zrem(this.bull.key('failing'), id).catch(ignore);
  }
}

function waitMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
