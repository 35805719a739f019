import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { ok, unwrap, type JobType } from '@infra/core';
import { createBullmqQueue } from '@infra/queue-bullmq';
import { Queue, Worker } from 'bullmq';
import { versioned } from '../harness/resolved.js';

export const OURS = 'ours';
export const BARE = 'BullMQ';
/** BullMQ counts its jobs; an id that is given, as ours are, is looked for first. */
export const WITH_IDS = 'BullMQ, given ids';

/** Jobs at a time in a worker. */
export const CONCURRENCY = 50;

const PAYLOAD = { to: 'ada@example.com', subject: 'Your order', lines: [{ sku: 'lamp-7', count: 2 }], total: 4_900 };
const KEPT = 1_000;

/** A queue, as its users call it, and a worker for another one. */
export interface QueueContestant {
  readonly name: string;
  readonly note: string;
  /** Adds one job that nobody does; its id. */
  readonly add: () => Promise<unknown>;
  /** Adds so many in one trip. */
  readonly addMany: (count: number) => Promise<unknown>;
  /** Takes away what was added, in no time. */
  readonly reset: () => Promise<unknown>;
  /** Adds so many in one trip and returns when all have been done. */
  readonly work: (count: number) => Promise<void>;
  /** How long it took from the call of `add` to the begin of the handler, in milliseconds. */
  readonly latency: () => Promise<number>;
  readonly close: () => Promise<unknown>;
}

/** Counts what a handler did, and tells when that is enough. */
function counter(): { readonly done: () => void; readonly after: (count: number) => Promise<void> } {
  let left = 0;
  let enough = (): void => undefined;
  return {
    done: () => {
      left -= 1;
      if (left === 0) enough();
    },
    after: (count) => {
      left += count;
      return new Promise((resolve) => (enough = resolve));
    },
  };
}

interface Jobs {
  readonly work: JobType;
}

async function ours(url: string): Promise<QueueContestant> {
  // A database each, which is emptied at once.
  const idle = createBullmqQueue<Jobs>({ url: `${url}/1`, name: 'idle', timeoutMs: 10_000 });
  const busy = createBullmqQueue<Jobs>({ url: `${url}/2`, name: 'busy', timeoutMs: 10_000, keepCompleted: KEPT });
  const { done, after } = counter();
  let begun = 0;
  unwrap(
    await busy.process(
      {
        work: async () => {
          begun = performance.now();
          done();
          return ok(1);
        },
      },
      { concurrency: CONCURRENCY },
    ),
  );
  const batch = (count: number) => Array.from({ length: count }, () => ({ name: 'work' as const, payload: PAYLOAD }));
  return {
    name: OURS,
    note: versioned('ioredis', fileURLToPath(import.meta.resolve('@infra/queue-bullmq'))),
    add: async () => unwrap(await idle.add('work', PAYLOAD)).id,
    addMany: async (count) => unwrap(await idle.addMany(batch(count))).length,
    reset: () => idle.native.flushdb('ASYNC'),
    work: async (count) => {
      const finished = after(count);
      unwrap(await busy.addMany(batch(count)));
      await finished;
    },
    latency: async () => {
      const finished = after(1);
      const asked = performance.now();
      unwrap(await busy.add('work', PAYLOAD));
      await finished;
      return begun - asked;
    },
    close: async () => {
      unwrap(await idle.close());
      unwrap(await busy.close());
    },
  };
}

/** With what ours gives to every job: its attempts, its back-off, how many are kept. */
async function bare(
  url: string,
  name: string,
  databases: readonly [number, number],
  own: () => { readonly jobId?: string },
): Promise<QueueContestant> {
  const owner = createBullmqQueue<Jobs>({ url, name: 'owner' });
  const connect = async (db: number) => {
    const client = owner.native.duplicate({ db, maxRetriesPerRequest: null, enableOfflineQueue: true });
    await client.connect();
    return client;
  };
  const [idleClient, busyClient, workerClient] = await Promise.all([
    connect(databases[0]),
    connect(databases[1]),
    connect(databases[1]),
  ]);
  const defaultJobOptions = { attempts: 3, backoff: { type: 'exponential', delay: 1_000 } };
  const idle = new Queue('idle', { connection: idleClient, defaultJobOptions });
  const busy = new Queue('busy', { connection: busyClient, defaultJobOptions });
  const { done, after } = counter();
  let begun = 0;
  const process = async (): Promise<number> => {
    begun = performance.now();
    done();
    return 1;
  };
  const worker = new Worker('busy', process, {
    connection: workerClient,
    concurrency: CONCURRENCY,
    removeOnComplete: { count: KEPT },
  });
  await worker.waitUntilReady();
  const batch = (count: number) => Array.from({ length: count }, () => ({ name: 'work', data: PAYLOAD, opts: own() }));
  return {
    name,
    note: versioned('bullmq'),
    add: async () => (await idle.add('work', PAYLOAD, own())).id,
    addMany: async (count) => (await idle.addBulk(batch(count))).length,
    reset: () => idleClient.flushdb('ASYNC'),
    work: async (count) => {
      const finished = after(count);
      await busy.addBulk(batch(count));
      await finished;
    },
    latency: async () => {
      const finished = after(1);
      const asked = performance.now();
      await busy.add('work', PAYLOAD, own());
      await finished;
      return begun - asked;
    },
    close: async () => {
      await worker.close();
      await Promise.all([idle.close(), busy.close(), owner.close()]);
      for (const client of [idleClient, busyClient, workerClient]) client.disconnect();
    },
  };
}

export async function queues(url: string): Promise<readonly QueueContestant[]> {
  return [
    await bare(url, BARE, [3, 4], () => ({})),
    await bare(url, WITH_IDS, [5, 6], () => ({ jobId: randomUUID() })),
    await ours(url),
  ];
}
