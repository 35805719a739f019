import assert from 'node:assert/strict';
import {
  ok,
  unwrapOr,
  type AddedJob,
  type ContextCarrier,
  type HealthCheck,
  type JobHandler,
  type JobHandlers,
  type JobOptions,
  type JobQueue,
  type JobWorker,
  type Lifecycle,
  type ProcessOptions,
  type StandardSchemaV1,
} from '@infra/core';
import { expectOk } from '../expect-result.js';
import type { Order } from '../payloads.js';

/** The jobs that the cases use. */
export interface QueueSuiteJobs {
  /** Any payload, any result. */
  readonly work: { readonly payload: unknown; readonly result: unknown };
  /** Has a schema, where a case asks for one. */
  readonly order: { readonly payload: Order; readonly result: string };
}

/** What a factory for a queue returns. */
export type JobQueueUnderTest = JobQueue<QueueSuiteJobs> & Lifecycle & HealthCheck;

export interface JobQueueHarnessOptions {
  readonly schemas?: { readonly order: StandardSchemaV1<unknown, QueueSuiteJobs['order']['payload']> };
  readonly context?: ContextCarrier;
}

/** What an adapter's test provides, so that the suite can test it. */
export interface JobQueueHarness {
  /** A queue that is empty and shares nothing with any other. The suite closes it. */
  make(options?: JobQueueHarnessOptions): Promise<JobQueueUnderTest>;
  /**
   * Lets `ms` milliseconds pass for every queue made so far: by a test clock, and, for a server, by moving what it holds into the past
   * through the raw client. Delays in the cases are of hours: a real clock that runs as well changes nothing.
   */
  advance(ms: number): Promise<void>;
  /** Another queue over the same jobs, as another process has it, or the same one after a restart. The suite closes it. */
  reopen?(queue: JobQueueUnderTest): Promise<JobQueueUnderTest>;
  /**
   * Ends a queue as `kill -9` ends its process: nothing of it reaches the store from now on. Then has the store notice, as far as that
   * takes time.
   */
  crash?(queue: JobQueueUnderTest): Promise<void>;
  /** What the store holds of a job, read past the port by the raw client; undefined for nothing. */
  peek?(queue: JobQueueUnderTest, id: string): Promise<string | undefined>;
  /** A queue whose backend cannot be reached. Left out where there is no backend. */
  unreachable?(): Promise<JobQueueUnderTest>;
}

export const HOUR_MS = 3_600_000;

/** How long a case waits for what must happen. */
const PATIENCE_MS = 10_000;

/** Runs a case's body with a queue of its own, closed afterwards. */
export async function withQueue(
  harness: JobQueueHarness,
  body: (queue: JobQueueUnderTest) => Promise<void>,
  options?: JobQueueHarnessOptions,
): Promise<void> {
  await using queue = await harness.make(options);
  try {
    await body(queue);
  } catch (broken) {
    // Without waiting for handlers that wait for what will not come.
    unwrapOr(await queue.close({ deadlineMs: 0 }), undefined);
    throw broken;
  }
}

/** A handler for every name; those of no interest say `ok`. */
export function handlers(own: Partial<JobHandlers<QueueSuiteJobs>>): JobHandlers<QueueSuiteJobs> {
  return { work: async () => ok(), order: async ({ sku }) => ok(sku), ...own };
}

/** Starts a worker for the jobs called `work`. */
export function start(
  queue: JobQueueUnderTest,
  work: JobHandler<QueueSuiteJobs, 'work'>,
  options?: ProcessOptions,
): Promise<JobWorker> {
  return expectOk(queue.process(handlers({ work }), options), 'process');
}

export function add(queue: JobQueueUnderTest, payload: unknown, options?: JobOptions): Promise<AddedJob<'work'>> {
  return expectOk(queue.add('work', payload, options), 'add');
}

export function resultOf(queue: JobQueueUnderTest, job: AddedJob<'work'>): Promise<unknown> {
  return expectOk(queue.result(job), 'result');
}

/** Waits until something is so, for what reports to nobody. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const began = performance.now(); performance.now() - began < PATIENCE_MS; await turn()) {
    if (await isSo()) return;
  }
  assert.fail(`${what}: it did not happen`);
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

/** As long as a job takes from one end to the other, on a queue beside: what would happen by itself has had its time. */
export async function aWhile(harness: JobQueueHarness): Promise<void> {
  await withQueue(harness, async (beside) => {
    await start(beside, async () => ok());
    for (let round = 0; round < 3; round += 1) await resultOf(beside, await add(beside, round));
  });
}

export async function stateOf(queue: JobQueueUnderTest, id: string): Promise<string | undefined> {
  return (await expectOk(queue.get(id), 'get'))?.state;
}

export async function untilState(queue: JobQueueUnderTest, id: string, state: string): Promise<void> {
  let last: string | undefined;
  await until(
    async () => (last = await stateOf(queue, id)) === state,
    `a job is to be ${state}, and is ${String(last)}`,
  );
}

/**
 * The same harness with every queue wrapped, for a second run of the suite: an adapter that passes bare must pass with layers
 * around it. The harness is handed the queue that is inside.
 *
 * @example wrapJobQueues(harness, (queue) => decorate(queue, jobQueueSpec, ...neutralLayers()))
 */
export function wrapJobQueues(
  harness: JobQueueHarness,
  wrap: (queue: JobQueueUnderTest) => JobQueueUnderTest,
): JobQueueHarness {
  const { make, reopen, crash, peek, unreachable } = harness;
  const inner = new WeakMap<JobQueueUnderTest, JobQueueUnderTest>();
  const wrapped = (bare: JobQueueUnderTest): JobQueueUnderTest => {
    const outer = wrap(bare);
    inner.set(outer, bare);
    return outer;
  };
  const bare = (queue: JobQueueUnderTest): JobQueueUnderTest => inner.get(queue) ?? queue;
  return {
    ...harness,
    make: async (options) => wrapped(await make(options)),
    ...(reopen && { reopen: async (queue) => wrapped(await reopen(bare(queue))) }),
    ...(crash && { crash: (queue) => crash(bare(queue)) }),
    ...(peek && { peek: (queue, id) => peek(bare(queue), id) }),
    ...(unreachable && { unreachable: async () => wrapped(await unreachable()) }),
  };
}
