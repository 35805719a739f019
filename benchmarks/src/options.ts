import { parseArgs } from 'node:util';

export interface Options {
  /** Part of `suite/bench`; '' is everything. */
  readonly filter: string;
  readonly rounds: number;
  readonly roundMs: number;
  readonly quick: boolean;
  readonly build: boolean;
}

export const USAGE = `pnpm bench [filter] [--quick] [--rounds <n>] [--round-ms <n>] [--no-build]

  filter       part of "suite/bench", such as cache-memory, cache-redis/get or herd
  --quick      few and short rounds: to see whether it works, not to decide by
  --rounds     rounds, at least 6 (default 21; 7 when quick): below 6 no interval reaches 95 %
  --round-ms   how long a contestant runs in a round (default 100; 20 when quick)
  --no-build   measure the built packages as they are`;

function positive(text: string | undefined, name: string, least: number, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new RangeError(`--${name} must be a whole number of at least ${String(least)}, not ${text}.`);
}

/** What the command line says. Throws for what it may not say. */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    allowNegative: true,
    options: {
      quick: { type: 'boolean', default: false },
      build: { type: 'boolean', default: true },
      rounds: { type: 'string' },
      'round-ms': { type: 'string' },
    },
  });
  const { quick } = values;
  if (positionals.length > 1) throw new RangeError('At most one filter is possible.');
  return {
    filter: positionals[0] ?? '',
    quick,
    build: values.build,
    rounds: positive(values.rounds, 'rounds', 6, quick ? 7 : 21),
    roundMs: positive(values['round-ms'], 'round-ms', 1, quick ? 20 : 100),
  };
}
