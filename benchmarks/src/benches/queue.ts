import type { CountingBench, OpenSuite, Suite, SuiteContext, TimedBench } from '../harness/bench.js';
import { inLanes } from '../contestants/lanes.js';
import { BARE, CONCURRENCY, OURS, queues, WITH_IDS, type QueueContestant } from '../contestants/queues.js';

const BULK = 1_000;
const TARGETS = [
  { contestant: OURS, goal: 0.95 },
  { contestant: OURS, against: WITH_IDS, goal: 0.95 },
];

function addBench(contestants: readonly QueueContestant[], lanes: number): TimedBench {
  const opsPerPass = 64;
  return {
    name: `add c${String(lanes)}`,
    operation: `\`add\`, ${String(lanes)} at a time`,
    baseline: BARE,
    clock: 'wall',
    opsPerPass,
    expected: 'string',
    contestants: contestants.map(({ name, note, add, reset }) => ({
      name,
      note,
      answer: async () => typeof (await add()),
      run: async (passes: number) => {
        await inLanes(lanes, opsPerPass, add)(passes);
        await reset();
      },
    })),
    targets: TARGETS,
  };
}

function bulkBench(contestants: readonly QueueContestant[]): TimedBench {
  return {
    name: `bulk ${String(BULK)}`,
    operation: `a job of \`addMany\` (\`addBulk\`), ${String(BULK)} in one trip`,
    baseline: BARE,
    clock: 'wall',
    opsPerPass: BULK,
    expected: BULK,
    contestants: contestants.map(({ name, note, addMany, reset }) => ({
      name,
      note,
      answer: () => addMany(BULK),
      run: async (passes: number) => {
        for (let left = passes; left > 0; left -= 1) await addMany(BULK);
        await reset();
      },
    })),
    targets: TARGETS,
  };
}

function processBench(contestants: readonly QueueContestant[]): TimedBench {
  return {
    name: `process c${String(CONCURRENCY)}`,
    operation: `a job added in bulk and done by a worker of concurrency ${String(CONCURRENCY)}`,
    baseline: BARE,
    clock: 'wall',
    opsPerPass: BULK,
    expected: undefined,
    contestants: contestants.map(({ name, note, work }) => ({
      name,
      note,
      answer: () => work(1),
      run: async (passes: number) => {
        for (let left = passes; left > 0; left -= 1) await work(BULK);
      },
    })),
    targets: TARGETS,
  };
}

/** From the call of `add` to the begin of the handler, one job at a time. */
function latencyBench(contestants: readonly QueueContestant[], jobs: number): CountingBench {
  return {
    name: 'latency',
    operation: `from the call of \`add\` to the begin of the handler, one job at a time: microseconds`,
    repeats: 5,
    contestants: contestants.map(({ name, note, latency }) => ({
      name,
      note,
      sample: async () => {
        const taken: number[] = [];
        for (let job = 0; job < jobs; job += 1) taken.push(await latency());
        taken.sort((a, b) => a - b);
        const at = (part: number): number => Math.round(1_000 * (taken[Math.floor(part * jobs)] ?? Number.NaN));
        return { p50: at(0.5), p99: at(0.99) };
      },
    })),
    targets: [],
  };
}

async function open({ redisUrl, quick }: SuiteContext): Promise<OpenSuite> {
  const contestants = await queues(redisUrl);
  return {
    timed: [addBench(contestants, 1), addBench(contestants, 64), bulkBench(contestants), processBench(contestants)],
    counting: [latencyBench(contestants, quick ? 50 : 500)],
    close: async () => {
      await Promise.all(contestants.map((contestant) => contestant.close()));
    },
  };
}

export const queue: Suite = {
  name: 'queue',
  about:
    'Jobs of 110 bytes in a private Redis over loopback, both on the same ioredis, with attempts and a back-off. Ours checks and packs payloads, ' +
    'counts totals, gives every job a UUIDv7, and answers with Results.',
  open,
};
