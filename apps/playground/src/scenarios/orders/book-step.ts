import { unwrap, type IoOptions } from '@infra/core';
import type { OrderRow } from '../../data/shop-data.js';
import { newOrderOf } from '../../shop/order-life.js';
import { LOOK_EVERY_MS, STILL_MS, whenStuck, type OrdersStep, type OrdersWorld } from './world.js';

/** Small enough that there are several pages as a rule. */
const PAGE = 25;

export const orderBook: OrdersStep = {
  name: 'book',
  title: 'Order book',
  expectation: 'every order is there once, fulfilled, with its trail, and every event was noted once',
  units: () => 4,
  skip: whenStuck,
  async run(world, step) {
    const { sound, poison, run, ports, signal } = world;
    const { orders } = ports.database;
    const placed = [...sound, ...poison];
    const rows = await pagesOf(world);
    step.advance();
    const ids = new Set(rows.map(({ id }) => id));
    step.expect(
      rows.length === placed.length && ids.size === placed.length,
      `${ids.size} of ${placed.length} are there`,
    );

    const groups = unwrap(
      await orders.aggregateBy(
        ['status', 'currency'],
        { run },
        { orders: 'count', total: { sum: 'total' } },
        { signal },
      ),
    );
    step.advance();
    const wanted = placed.reduce((sum, order) => sum + newOrderOf(order).total, 0);
    const [first] = groups;
    const told = groups.map(({ key, values }) => `${values.orders} ${key.status}`).join(', ');
    step.expect(
      groups.length === 1 && first?.key.status === 'fulfilled',
      `there are ${told}, and not fulfilled ones only`,
    );
    step.expect(first?.values.total === wanted, `they come to ${first?.values.total ?? 0} and not to ${wanted} cents`);

    const one = sound.find(({ hangsUp }) => hangsUp) ?? placed[0];
    if (sound.length > 0 && one !== undefined) await expectTrail(one.order, ['placed', 'shipped', 'fulfilled']);
    // Once it had failed for good; then it went on.
    if (poison[0] !== undefined) await expectTrail(poison[0].order, ['placed', 'failed', 'shipped', 'fulfilled']);
    step.advance();
    const notes = await notesOf(world, 2 * placed.length);
    step.advance();
    step.expect(notes.all === 2 * placed.length, `${notes.all} events were noted, of ${2 * placed.length}`);
    step.expect(notes.twice === 0, `${notes.twice} events were noted twice`);
    step.note(`${(wanted / 100).toFixed(2)} ${first?.key.currency ?? ''} in ${placed.length} orders`);

    async function expectTrail(id: string, statuses: readonly string[]): Promise<void> {
      const trail = unwrap(await orders.audit.list(id, { signal })).items.map(({ after }) => after?.status ?? 'gone');
      step.expect(trail.join() === statuses.join(), `the trail of ${id} is ${trail.join(', ')}`);
    }
  },
};

/** What the group audit has noted of the run, as soon as that is so many, or nothing has moved for long. */
async function notesOf(
  { ports, run, time, signal }: OrdersWorld,
  wanted: number,
): Promise<{ readonly all: number; readonly twice: number }> {
  const { notes } = ports.database;
  let [all, movedMs] = [-1, 0];
  while (all < wanted && !signal.aborted) {
    const now = unwrap(await notes.count({ run }, { signal }));
    if (now !== all) [all, movedMs] = [now, time.monotonicMs()];
    else if (time.monotonicMs() - movedMs > STILL_MS) break;
    if (all < wanted) await time.delay(LOOK_EVERY_MS);
  }
  const each = unwrap(await notes.aggregateBy(['order', 'event'], { run }, { times: 'count' }, { signal }));
  return { all, twice: each.filter(({ values }) => values.times > 1).length };
}

/** All orders of the run, page by page. */
async function pagesOf({ ports, run, signal }: OrdersWorld): Promise<readonly Pick<OrderRow, 'id'>[]> {
  const rows: Pick<OrderRow, 'id'>[] = [];
  let cursor: string | undefined;
  const options: IoOptions = { signal };
  do {
    const sort = [{ field: 'createdAt' }] as const;
    const page = unwrap(
      await ports.database.orders.cursorPage({ run }, { ...options, sort, select: ['id'], limit: PAGE, cursor }),
    );
    rows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined && !signal.aborted);
  return rows;
}
