import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { CountingBench, Counts } from '../harness/bench.js';
import type { Orders } from '../contestants/order-rows.js';

const FILE = fileURLToPath(new URL('../contestants/rows-process.js', import.meta.url));
/** Nothing is collected while it is counted. */
const FLAGS = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=256'];

async function kilobytes(contestant: string, url: string): Promise<Counts> {
  const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, FILE, contestant], {
    // With a password, which arguments would show to everybody.
    env: { ...process.env, ORDERS_URL: url },
  });
  const { inserted, read } = JSON.parse(stdout) as Partial<Record<'inserted' | 'read', number>>;
  return {
    ...(inserted !== undefined && { 'KB, inserted': inserted / 1_000 }),
    ...(read !== undefined && { 'KB, read': read / 1_000 }),
  };
}

/** What it allocates to insert rows and give them back, and to read as many. */
export function bytesBench(contestants: readonly Orders[], url: string): CountingBench {
  return {
    name: 'bytes of 1000 rows',
    operation: 'bytes of heap allocated for inserting 1000 rows in one statement, and for reading 1000',
    repeats: 3,
    targets: [],
    contestants: contestants
      .filter(({ insertMany, first }) => insertMany !== undefined || first !== undefined)
      .map(({ name, note }) => ({ name, ...(note && { note }), sample: () => kilobytes(name, url) })),
  };
}
