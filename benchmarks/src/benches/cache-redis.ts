import type { Contestant, OpenSuite, Suite, SuiteContext, TimedBench } from '../harness/bench.js';
import { BASELINE, NEWER } from '../contestants/redis-library.js';
import { OURS_ON_5, OURS_ON_6, redisContestants, type RedisContestant } from '../contestants/redis-caches.js';
import { inLanes } from '../contestants/lanes.js';
import { taggedCaches } from '../contestants/tagged-caches.js';
import { KEY, KEYS, VALUE } from '../contestants/values.js';

const HUNDRED = KEYS.slice(0, 100);
const MANY_OPS = 64;

function keyAt(index: number): string {
  return KEYS[index % KEYS.length] ?? KEY;
}

type Operation = 'get' | 'set' | 'getOrSet' | 'getMany';

interface Plan {
  readonly operation: Operation;
  readonly lanes: number;
  readonly says: string;
  readonly target: { readonly atLeast?: number; readonly goal?: number };
}

const PLANS: readonly Plan[] = [
  { operation: 'get', lanes: 1, says: '`get` hit', target: { atLeast: 0.93 } },
  { operation: 'get', lanes: 64, says: '`get` hit', target: { atLeast: 1.5, goal: 1.9 } },
  { operation: 'set', lanes: 1, says: '`set` for an hour', target: { goal: 0.93 } },
  { operation: 'set', lanes: 64, says: '`set` for an hour', target: { goal: 1.65 } },
  { operation: 'getOrSet', lanes: 1, says: '`getOrSet` hit', target: { goal: 0.93 } },
  { operation: 'getOrSet', lanes: 64, says: '`getOrSet` hit', target: { goal: 1.6 } },
  { operation: 'getMany', lanes: 1, says: '`getMany` of 100 keys', target: { atLeast: 0.95 } },
  { operation: 'getMany', lanes: 16, says: '`getMany` of 100 keys', target: { atLeast: 1 } },
];

function contestant(cache: RedisContestant, { operation, lanes }: Plan): Contestant | undefined {
  const { name, note, one, many } = cache;
  switch (operation) {
    case 'get':
    case 'set': {
      const run = inLanes(lanes, KEYS.length, (index) => cache[operation](keyAt(index)));
      return { name, note, run, answer: async () => one(await cache.get(KEY)) };
    }
    case 'getOrSet': {
      const { getOrSet } = cache;
      if (getOrSet === undefined) return undefined;
      const run = inLanes(lanes, KEYS.length, (index) => getOrSet(keyAt(index)));
      return { name, note, run, answer: async () => one(await getOrSet(KEY)) };
    }
    case 'getMany': {
      const run = inLanes(lanes, MANY_OPS, () => cache.getMany(HUNDRED));
      return { name, note, run, answer: async () => many(await cache.getMany(HUNDRED)) };
    }
  }
}

function bench(plan: Plan, caches: readonly RedisContestant[]): TimedBench {
  const { operation, lanes, says, target } = plan;
  const isMany = operation === 'getMany';
  return {
    name: `${operation} c${String(lanes)}`,
    operation: `${says}, ${String(lanes)} at a time`,
    baseline: BASELINE,
    clock: 'wall',
    opsPerPass: isMany ? MANY_OPS : KEYS.length,
    expected: isMany ? HUNDRED.map(() => VALUE) : VALUE,
    contestants: caches.flatMap((cache) => contestant(cache, plan) ?? []),
    targets: [
      { contestant: OURS_ON_5, ...target },
      { contestant: OURS_ON_6, against: NEWER, ...target },
    ],
  };
}

async function open({ redisUrl }: SuiteContext): Promise<OpenSuite> {
  const caches = await redisContestants(redisUrl);
  for (const cache of caches) await Promise.all(KEYS.map((key) => cache.set(key)));
  const baseline = caches.find(({ name }) => name === BASELINE);
  if (baseline === undefined) throw new Error(`${BASELINE} is missing.`);
  const tagged = await taggedCaches(redisUrl, baseline);
  return {
    timed: [...PLANS.map((plan) => bench(plan, caches)), ...tagged.benches],
    counting: [],
    close: async () => {
      await Promise.all([...caches.map((cache) => cache.close()), tagged.close()]);
    },
  };
}

export const cacheRedis: Suite = {
  name: 'cache-redis',
  about:
    'Caches in a private Redis over loopback: 1,000 keys, values of 250 bytes as JSON. Ours is held to its target against the ' +
    'same major of ioredis without a cache: what version 6 costs more than 5 is not its doing.',
  open,
};
