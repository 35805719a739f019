import pg from 'pg';
import { newOrders } from './order-rows.js';
import { allOrders } from './orders.js';

// A process in which one contestant inserts and reads rows, and which prints how many bytes of heap that took, before anything
// is collected. Run it with a young generation that has room for all of it.

const ROWS = 1_000;
const TIMES = 4;
const WARM_UPS = 6;

const name = process.argv[2] ?? '';
const collect: unknown = Reflect.get(globalThis, 'gc');
if (typeof collect !== 'function') throw new Error('Run with --expose-gc.');

async function bytesOf(work: () => Promise<readonly unknown[]>): Promise<number> {
  Reflect.apply(collect as () => void, undefined, []);
  const before = process.memoryUsage().heapUsed;
  for (let left = TIMES; left > 0; left -= 1) {
    if ((await work()).length !== ROWS) throw new Error(`${name} does not answer with ${String(ROWS)} rows.`);
  }
  return (process.memoryUsage().heapUsed - before) / TIMES;
}

/** Optimized code allocates less. */
async function warmBytesOf(work: () => Promise<readonly unknown[]>): Promise<number> {
  for (let round = 0; round < WARM_UPS; round += 1) await bytesOf(work);
  return bytesOf(work);
}

const pool = new pg.Pool({ connectionString: process.env['ORDERS_URL'], max: 1 });
const contestant = (await allOrders(pool)).find((one) => one.name === name);
if (contestant === undefined) throw new Error(`There is no ${name}.`);
const { first, insertMany } = contestant;
const batch = newOrders(ROWS);
await pool.query('truncate written');
const inserted =
  insertMany === undefined
    ? undefined
    : await warmBytesOf(async () => {
        const rows = await insertMany(batch);
        await pool.query('truncate written');
        return rows;
      });
const read = first === undefined ? undefined : await warmBytesOf(() => first(ROWS));
process.stdout.write(JSON.stringify({ inserted, read }));
process.exit();
