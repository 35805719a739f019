import { bareEcho, cockatielWrap, opossum, ours, passing, type Echo } from './resilient-calls.js';

// A process that makes calls and prints how many bytes of heap each of them took, before anything is collected.

const CALLS = 5_000;

const contestants: Readonly<Record<string, (echo: Echo) => Echo>> = {
  bare: (echo) => echo,
  'decorate, one layer': passing,
  ours,
  cockatiel: cockatielWrap,
  opossum,
};

const name = process.argv[2] ?? '';
const make = contestants[name];
if (make === undefined) throw new Error(`There is no ${name}.`);
const echo = make(bareEcho());
const collect: unknown = Reflect.get(globalThis, 'gc');
if (typeof collect !== 'function') throw new Error('Run with --expose-gc.');

async function calls(): Promise<number> {
  Reflect.apply(collect as () => void, undefined, []);
  const before = process.memoryUsage().heapUsed;
  for (let left = CALLS; left > 0; left -= 1) await echo.get('k');
  return (process.memoryUsage().heapUsed - before) / CALLS;
}

// Optimized code allocates less: the first rounds are for warming up.
for (let round = 0; round < 8; round += 1) await calls();
process.stdout.write(String(await calls()));
process.exit();
