import { isInfraError, ok, unwrap, type QueryableRepository, type TransactionManager } from '@infra/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NewRow, Row } from '@tooling/arbitraries';
import { setUp } from './rows.js';

type Rows = QueryableRepository<Row, NewRow, string>;

/** What a transaction does: what it reads it adds up, and what it writes depends on that. */
type Step =
  | { readonly do: 'read' | 'write'; readonly row: number }
  /** How many have so much at least: a look at all rows, those that are written later included. */
  | { readonly do: 'count'; readonly atLeast: number }
  | { readonly do: 'create' };
type Program = readonly Step[];

/** What became of the rows, and what each transaction had added up. */
interface Outcome {
  readonly sizes: readonly number[];
  readonly sums: readonly (number | undefined)[];
}

const IDS = ['a', 'b'];
const BEGIN = [1, 2];

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('read', 'write'), row: fc.constantFrom(0, 1) }),
  fc.record({ do: fc.constant('count'), atLeast: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('create') }),
);
const programs = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 3 });
/** Whose turn it is, again and again. */
const turns = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 12 });

/** What a write makes of a row: who wrote it, and what it had seen, is to be told from it. */
function written(index: number, sum: number): number {
  return (index + 1) * 10 + (sum % 10);
}

function oneByOne(given: readonly Program[], order: readonly number[]): Outcome {
  const sizes = [...BEGIN];
  const sums: (number | undefined)[] = given.map(() => undefined);
  for (const index of order) {
    let sum = 0;
    for (const one of given[index] ?? []) {
      if (one.do === 'read') sum += sizes[one.row] ?? 0;
      else if (one.do === 'count') sum += sizes.filter((size) => size >= one.atLeast).length;
      else if (one.do === 'write') sizes[one.row] = written(index, sum);
      else sizes.push(written(index, sum));
    }
    sums[index] = sum;
  }
  return { sizes: [...sizes.slice(0, 2), ...sizes.slice(2).sort((a, b) => a - b)], sums };
}

function permutations(of: readonly number[]): readonly (readonly number[])[] {
  if (of.length === 0) return [[]];
  return of.flatMap((first) => permutations(of.filter((one) => one !== first)).map((rest) => [first, ...rest]));
}

/** Lets each take a step when it is its turn; who waits for a lock holds up nobody, and after a conflict it runs as it likes. */
async function atOnce(given: readonly Program[], order: readonly number[]): Promise<Outcome> {
  const { database, rows } = setUp();
  unwrap(await rows.createMany(IDS.map((id, index) => ({ id, size: BEGIN[index] ?? 0 }))));
  const gates = given.map(() => createGate());
  const running = given.map((program, index) => {
    const gate = gates[index] ?? createGate();
    return run(database, rows, program, index, gate.pass);
  });
  for (const index of order) {
    gates[index]?.open();
    for (let count = 0; count < 2; count += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  for (const gate of gates) gate.openForGood();
  const sums = await Promise.all(running);
  const found = unwrap(await rows.findMany({}));
  const sizeOf = (one: Row | undefined): number => one?.size ?? 0;
  const known = IDS.map((id) => sizeOf(found.find((one) => one.id === id)));
  const created = found.filter(({ id }) => !IDS.includes(id)).map(sizeOf);
  return { sizes: [...known, ...created.sort((a, b) => a - b)], sums };
}

async function run(
  database: TransactionManager,
  rows: Rows,
  program: Program,
  index: number,
  pass: () => Promise<void>,
): Promise<number | undefined> {
  const result = await database.transaction(
    async (tx) => {
      let sum = 0;
      for (const one of program) {
        await pass();
        if (one.do === 'read') sum += unwrap(await rows.findById(IDS[one.row] ?? '', { tx }))?.size ?? 0;
        else if (one.do === 'count') sum += unwrap(await rows.count({ size: { gte: one.atLeast } }, { tx }));
        else if (one.do === 'create') unwrap(await rows.create({ size: written(index, sum) }, { tx }));
        else unwrap(await rows.update(IDS[one.row] ?? '', { size: written(index, sum) }, { tx }));
      }
      return ok(sum);
    },
    { isolation: 'serializable', attempts: 5 },
  );
  if (!result.ok && !(isInfraError(result.error) && result.error.code === 'conflict')) unwrap(result);
  return result.ok ? result.value : undefined;
}

function createGate(): {
  readonly pass: () => Promise<void>;
  readonly open: () => void;
  readonly openForGood: () => void;
} {
  let free = 0;
  let wake = (): void => undefined;
  const open = (count: number): void => {
    free += count;
    wake();
  };
  return {
    pass: async () => {
      while (free === 0) await new Promise<void>((resolve) => (wake = resolve));
      free -= 1;
    },
    open: () => open(1),
    openForGood: () => open(Infinity),
  };
}

test('serializable transactions, however they meet, are as if they had run one after the other', async () => {
  await fc.assert(
    fc.asyncProperty(programs, turns, async (given, order) => {
      const { sizes, sums } = await atOnce(given, order);
      const done = sums.flatMap((sum, index) => (sum === undefined ? [] : [index]));
      const possible = permutations(done).map((one) => oneByOne(given, one));
      expect(possible).toContainEqual({ sizes, sums });
    }),
    { numRuns: 100 },
  );
}, 180_000);
