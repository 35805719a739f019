import { deepStrictEqual } from 'node:assert';
import type { Contestant, TimedBench } from './bench.js';
import { createRandom, shuffled } from './order.js';

export interface RoundSettings {
  readonly rounds: number;
  /** How long a contestant runs in one round. */
  readonly roundMs: number;
}

const SEED = 20_260_101;
const WARM_UPS = 6;

/** Turns of each contestant in a round: what disturbs the machine lasts longer than a turn, and so falls on several. */
const TURNS = 4;

/** Nanoseconds per operation, a number per round, by contestant. */
export type Timings = ReadonlyMap<string, readonly number[]>;

/** A clean heap to begin with, under `--expose-gc`. */
function collectGarbage(): void {
  const collect: unknown = Reflect.get(globalThis, 'gc');
  if (typeof collect === 'function') Reflect.apply(collect, undefined, []);
}

const clocks: Readonly<Record<TimedBench['clock'], () => number>> = {
  wall: () => performance.now() * 1e6,
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) * 1e3;
  },
};

async function nsPerOp(bench: TimedBench, { run }: Contestant, passes: number): Promise<number> {
  const now = clocks[bench.clock];
  const started = now();
  await run(passes);
  // A clock of microseconds may stand still; nothing takes no time.
  return Math.max(1, now() - started) / (passes * bench.opsPerPass);
}

async function checkAnswers(bench: TimedBench): Promise<void> {
  if (!('expected' in bench)) return;
  for (const { name, answer } of bench.contestants) {
    deepStrictEqual(await answer(), bench.expected, `${bench.name}: ${name} answers something else.`);
  }
}

/** Passes that fill a round, from ever longer warm-ups: the optimizer decides by how often it saw the code. */
async function warmUp(bench: TimedBench, roundMs: number): Promise<ReadonlyMap<Contestant, number>> {
  const passes = new Map<Contestant, number>();
  for (let warmUps = 0; warmUps < WARM_UPS; warmUps += 1) {
    for (const contestant of bench.contestants) {
      const cost = await nsPerOp(bench, contestant, passes.get(contestant) ?? 1);
      passes.set(contestant, Math.max(1, Math.round((roundMs * 1e6) / (cost * bench.opsPerPass))));
    }
  }
  return passes;
}

/** Nanoseconds per operation of one round, taken in turns. */
async function runRound(
  bench: TimedBench,
  passes: ReadonlyMap<Contestant, number>,
  random: () => number,
): Promise<ReadonlyMap<Contestant, number>> {
  const spent = new Map<Contestant, number>(bench.contestants.map((contestant) => [contestant, 0]));
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const contestant of shuffled(bench.contestants, random)) {
      const cost = await nsPerOp(bench, contestant, passes.get(contestant) ?? 1);
      spent.set(contestant, (spent.get(contestant) ?? 0) + cost / TURNS);
    }
  }
  return spent;
}

/**
 * Runs all contestants in every round, in short turns and each time in another order, so that whatever else the machine
 * does falls on all, another's garbage included. Collecting it between the rounds would be worse: V8 drops optimized code
 * that refers to what a forced collection found dead (measured, cache-redis/get c64: 375 such deoptimizations instead of
 * 2, everybody a quarter slower, intervals three times as wide).
 */
export async function runRounds(bench: TimedBench, { rounds, roundMs }: RoundSettings): Promise<Timings> {
  const random = createRandom(SEED);
  await checkAnswers(bench);
  collectGarbage();
  const passes = await warmUp(bench, roundMs / TURNS);
  const timings = new Map<string, number[]>(bench.contestants.map(({ name }) => [name, []]));
  if (timings.size < bench.contestants.length) throw new RangeError(`${bench.name} has two contestants of one name.`);
  for (let round = 0; round < rounds; round += 1) {
    for (const [{ name }, cost] of await runRound(bench, passes, random)) timings.get(name)?.push(cost);
  }
  return timings;
}
