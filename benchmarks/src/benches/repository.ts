import pg from 'pg';
import { inLanes } from '../contestants/lanes.js';
import { keep } from '../contestants/keep.js';
import { createTables, DEPTH, idOf, newOrders, orderOf, PAGE, ROWS, type Orders } from '../contestants/order-rows.js';
import { allOrders } from '../contestants/orders.js';
import { DRIZZLE } from '../contestants/drizzle-orders.js';
import { PG } from '../contestants/pg-orders.js';
import { OURS } from '../contestants/repository-orders.js';
import type { Contestant, OpenSuite, Suite, SuiteContext, TimedBench } from '../harness/bench.js';
import { bytesBench } from './repository-bytes.js';

const BULK = 1_000;

/** What is asked of it in time, as the throughput that it is. */
function inTime(ratio: number): number {
  return Number((1 / ratio).toFixed(3));
}

interface Task {
  readonly answer: () => Promise<unknown>;
  readonly again: (index: number) => Promise<unknown>;
}

/** Those that can do it, one operation after the other. */
function contestantsOf(
  all: readonly Orders[],
  opsPerPass: number,
  taskOf: (orders: Orders) => Task | undefined,
): readonly Contestant[] {
  return all.flatMap((orders) => {
    const task = taskOf(orders);
    if (task === undefined) return [];
    const { name, note } = orders;
    const run = inLanes(1, opsPerPass, async (index) => keep(await task.again(index)));
    return [{ name, ...(note && { note }), answer: task.answer, run }];
  });
}

function findBench(all: readonly Orders[]): TimedBench {
  const opsPerPass = 20;
  return {
    name: 'findById',
    operation: 'reading the row of an id',
    baseline: PG,
    clock: 'wall',
    opsPerPass,
    expected: orderOf(7),
    contestants: contestantsOf(all, opsPerPass, ({ find }) => {
      // Distinct ones, so that nobody lives off his last answer.
      return find && { answer: () => find(idOf(7)), again: (index) => find(idOf((index * 7919) % ROWS)) };
    }),
    targets: [{ contestant: OURS, atLeast: inTime(0.7) }],
  };
}

function insertBench(all: readonly Orders[]): TimedBench {
  const opsPerPass = 20;
  const one = () => newOrders(1)[0] ?? orderOf(0);
  return {
    name: 'insert',
    operation: 'inserting a row, which comes back as it is stored',
    baseline: DRIZZLE,
    clock: 'wall',
    opsPerPass,
    expected: true,
    contestants: contestantsOf(all, opsPerPass, ({ insert }) => {
      if (insert === undefined) return undefined;
      const answer = async () => {
        const order = one();
        const stored = await insert(order);
        return stored !== undefined && isSame(stored, order);
      };
      return { answer, again: () => insert(one()) };
    }),
    targets: [{ contestant: OURS, atLeast: inTime(1.1) }],
  };
}

/** Whatever the order of its fields. */
function isSame(stored: object, wanted: object): boolean {
  const sorted = (value: object) => JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return sorted(stored) === sorted(wanted);
}

function bulkBench(all: readonly Orders[]): TimedBench {
  return {
    name: `createMany ${String(BULK)}`,
    operation: `inserting ${String(BULK)} rows in one statement, which come back as they are stored`,
    baseline: PG,
    clock: 'wall',
    opsPerPass: 1,
    expected: true,
    contestants: contestantsOf(all, 1, ({ insertMany }) => {
      if (insertMany === undefined) return undefined;
      const answer = async () => {
        const orders = newOrders(BULK);
        const stored = await insertMany(orders);
        return stored.length === BULK && stored.every((row, index) => isSame(row, orders[index] ?? {}));
      };
      return { answer, again: () => insertMany(newOrders(BULK)) };
    }),
    targets: [{ contestant: OURS, atLeast: inTime(0.9) }],
  };
}

function pageBench(all: readonly Orders[]): TimedBench {
  const opsPerPass = 4;
  const ids = Array.from({ length: PAGE }, (_, index) => idOf(DEPTH + index));
  const by = (way: string, page: (orders: Orders) => Orders['offsetPage']): readonly Contestant[] => {
    const contestants = contestantsOf(all, opsPerPass, (orders) => {
      const ask = page(orders);
      return ask && { answer: async () => (await ask()).map(({ id }) => id), again: ask };
    });
    return contestants.map((one) => ({ ...one, name: `${one.name}, ${way}` }));
  };
  return {
    name: `page after ${String(DEPTH)}`,
    operation: `reading the ${String(PAGE)} rows that come after ${String(DEPTH)} others; by its offset, ours counts all rows as well`,
    baseline: `${PG}, offset`,
    clock: 'wall',
    opsPerPass,
    expected: ids,
    contestants: [...by('offset', ({ offsetPage }) => offsetPage), ...by('keyset', ({ keysetPage }) => keysetPage)],
    targets: [
      { contestant: `${OURS}, keyset`, atLeast: inTime(0.15) },
      { contestant: `${OURS}, keyset`, against: `${OURS}, offset`, goal: inTime(0.15) },
    ],
  };
}

function transactionBench(all: readonly Orders[]): TimedBench {
  const opsPerPass = 10;
  return {
    name: 'transaction',
    operation: 'a transaction that reads a row and changes it',
    baseline: PG,
    clock: 'wall',
    opsPerPass,
    expected: true,
    contestants: contestantsOf(all, opsPerPass, ({ countUp }) => {
      if (countUp === undefined) return undefined;
      const answer = async () => {
        const before = (await countUp(idOf(1))) ?? Number.NaN;
        return (await countUp(idOf(1))) === before + 1;
      };
      return { answer, again: (index) => countUp(idOf(index % 500)) };
    }),
    targets: [{ contestant: OURS, atLeast: inTime(1.1) }],
  };
}

/** What beginning and committing costs, with nothing that hides it. */
function emptyTransactionBench(all: readonly Orders[]): TimedBench {
  const opsPerPass = 20;
  return {
    name: 'empty transaction',
    operation: 'a transaction in which nothing is done',
    baseline: PG,
    clock: 'wall',
    opsPerPass,
    contestants: contestantsOf(all, opsPerPass, ({ nothing }) => nothing && { answer: nothing, again: nothing }),
    targets: [{ contestant: OURS, goal: inTime(1.1) }],
  };
}

async function open({ postgresUrl }: SuiteContext): Promise<OpenSuite> {
  const pool = new pg.Pool({ connectionString: postgresUrl, max: 2 });
  await createTables(pool);
  const all = await allOrders(pool);
  return {
    timed: [
      findBench(all),
      insertBench(all),
      bulkBench(all),
      pageBench(all),
      transactionBench(all),
      emptyTransactionBench(all),
    ],
    counting: [bytesBench(all, postgresUrl)],
    close: () => pool.end(),
  };
}

export const repository: Suite = {
  name: 'repository',
  about:
    'Rows of eight columns in a private PostgreSQL over loopback, one operation after the other, all on the same connection of the same pool of ' +
    'node-postgres. Ours checks every value, and answers with Results.',
  open,
};
