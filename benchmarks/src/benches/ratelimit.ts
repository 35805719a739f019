import type { OpenSuite, Suite, SuiteContext, TimedBench } from '../harness/bench.js';
import { keep } from '../contestants/keep.js';
import { inLanes } from '../contestants/lanes.js';
import {
  FLEXIBLE,
  memoryRateLimiters,
  OURS,
  redisRateLimiters,
  type RateLimitContestant,
} from '../contestants/rate-limiters.js';
import { KEY, KEYS } from '../contestants/values.js';

function memoryBench(limiters: readonly RateLimitContestant[]): TimedBench {
  return {
    name: 'memory',
    operation: '`consume` in this process',
    baseline: FLEXIBLE,
    clock: 'cpu',
    opsPerPass: KEYS.length,
    expected: true,
    contestants: limiters.map(({ name, note, consume, allowed }) => ({
      name,
      note,
      answer: async () => allowed(await consume(KEY)),
      run: async (passes: number) => {
        for (let left = passes; left > 0; left -= 1) for (const key of KEYS) keep(await consume(key));
      },
    })),
    targets: [{ contestant: OURS, atLeast: 1 }],
  };
}

function redisBench(limiters: readonly RateLimitContestant[], lanes: number): TimedBench {
  return {
    name: `redis c${String(lanes)}`,
    operation: `\`consume\` on Redis, ${String(lanes)} at a time`,
    baseline: FLEXIBLE,
    clock: 'wall',
    opsPerPass: KEYS.length,
    expected: true,
    contestants: limiters.map(({ name, note, consume, allowed }) => ({
      name,
      note,
      answer: async () => allowed(await consume(KEY)),
      run: inLanes(lanes, KEYS.length, (index) => consume(KEYS[index % KEYS.length] ?? KEY)),
    })),
    // One at a time, refilling evenly on the server's clock costs the server some microseconds more than a counter does.
    targets: [lanes === 1 ? { contestant: OURS, goal: 1 } : { contestant: OURS, atLeast: 1 }],
  };
}

async function open({ redisUrl }: SuiteContext): Promise<OpenSuite> {
  const memory = memoryRateLimiters();
  const redis = await redisRateLimiters(redisUrl);
  return {
    timed: [memoryBench(memory), redisBench(redis, 1), redisBench(redis, 64)],
    counting: [],
    close: async () => {
      await Promise.all([...memory, ...redis].map((limiter) => limiter.close()));
    },
  };
}

export const ratelimit: Suite = {
  name: 'ratelimit',
  about:
    'Rate limiters in this process and in a private Redis over loopback: 1,000 keys, every call admitted. The baseline counts in fixed ' +
    'windows, which admit twice the limit around their end; ours refills evenly.',
  open,
};
