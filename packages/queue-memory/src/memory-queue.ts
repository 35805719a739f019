import {
  err,
  ok,
  type AsyncResult,
  type Health,
  type HealthCheck,
  type IoOptions,
  type JobQueue,
  type JobTypes,
  type Lifecycle,
} from '@infra/core';
import { createJobQueueFront } from '@internal/queue-rules';
import { Dispatcher } from './dispatcher.js';
import { errors, PROVIDER } from './errors.js';
import { JobStore } from './job-store.js';
import { MemoryDriver, type Shared } from './memory-driver.js';
import { MemorySchedules } from './memory-schedules.js';
import { resolveOptions, type MemoryQueueOptions, type ResolvedOptions } from './options.js';

/** A queue in this process. */
export interface MemoryQueue<J extends JobTypes<J>> extends JobQueue<J>, Lifecycle, HealthCheck {
  /** Another queue over the same jobs, as a second process has it, or the same one after it was restarted. Closed on its own. */
  reopen(): MemoryQueue<J>;
  /**
   * What `kill -9` does to the process of this queue: its workers lose what they run, and the jobs run again in a queue that is
   * open over them. For tests of handlers, which must bear that.
   */
  kill(): void;
}

/**
 * Makes a queue in this process: its jobs are gone with it. Holds no timer that holds the process.
 * Throws `validation` for an option that makes no sense, and for nothing else.
 *
 * @example createMemoryQueue<Jobs>({ schemas: { 'mail.send': mailSchema } })
 */
export function createMemoryQueue<J extends JobTypes<J>>(options: MemoryQueueOptions<J> = {}): MemoryQueue<J> {
  const resolved = resolveOptions(options);
  const store = new JobStore(resolved.clock, resolved.keepCompleted);
  const plans = new MemorySchedules(store);
  return open({ store, plans, dispatcher: new Dispatcher(store, plans) }, resolved);
}

function open<J extends JobTypes<J>>(shared: Shared, options: ResolvedOptions): MemoryQueue<J> {
  const driver = new MemoryDriver(shared, options);
  return {
    ...createJobQueueFront<J>(driver, { ...options, provider: PROVIDER }),
    reopen: () => open(shared, options),
    kill: () => driver.kill(),
    health: ({ signal }: IoOptions = {}): AsyncResult<Health> =>
      Promise.resolve(signal?.aborted === true ? err(errors.cancelled('health')) : ok(healthOf(driver))),
    close: async (io = {}) => {
      await driver.close(io);
      return ok();
    },
    [Symbol.asyncDispose]: () => driver.close(),
  };
}

function healthOf(driver: MemoryDriver): Health {
  if (driver.isClosed) return { status: 'down', latencyMs: 0, reason: 'The queue is closed.' };
  return { status: 'up', latencyMs: 0, details: { ...driver.size() } };
}
