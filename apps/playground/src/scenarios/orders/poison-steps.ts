import { unwrap, type DeadLetter } from '@infra/core';
import { ATTEMPTS } from '../../shop/order-handlers.js';
import type { Order, ShopJobs } from '../../shop/shop-types.js';
import { waitFor, whenStuck, whyNot, type OrdersStep, type OrdersWorld } from './world.js';

/** A letter may come a moment after the last failure: so often it is looked for, and so long apart, in milliseconds. */
const LOOKS = 200;
const LOOK_EVERY_MS = 10;

const withoutPoison = (world: OrdersWorld): string | undefined =>
  world.poison.length === 0 ? 'no order is poison' : whenStuck(world);

export const poisonDies: OrdersStep = {
  name: 'poison',
  title: 'Poison orders',
  expectation: 'among the dead letters, with every failure',
  units: () => 1,
  skip: withoutPoison,
  async run(world, step) {
    const { poison, ledger, signal } = world;
    const died = await waitFor(
      world,
      { advance: () => undefined },
      poison.length,
      () => poison.filter(({ order }) => ledger.hasDied(order)).length,
    );
    signal.throwIfAborted();
    if (died < poison.length) step.expect(false, `${died} of ${poison.length} died${await whyNot(world)}`);
    let complete = 0;
    for (const order of poison) {
      const letter = await letterOf(world, order);
      if (letter?.failures.length === ATTEMPTS && letter.reason.code === 'internal') complete += 1;
    }
    step.advance();
    step.expect(complete === poison.length, `${complete} of ${poison.length} are there with ${ATTEMPTS} failures`);
  },
};

export const editedReplay: OrdersStep = {
  name: 'edit',
  title: 'Replayed with an edit',
  expectation: 'the edited order is fulfilled, the letter stays as it was',
  units: () => 2,
  skip: withoutPoison,
  async run(world, step) {
    const { poison, ports, ledger, signal } = world;
    const [order] = poison;
    const before = order && (await letterOf(world, order));
    if (order === undefined || before?.name !== 'fulfil') {
      step.expect(false, 'there is no letter to edit');
      return;
    }
    const edited = { ...before.payload, format: 1 };
    const added = unwrap(await ports.queue.deadLetters.replayAs(before, edited, { signal }));
    step.advance();
    const result = await ports.queue.result(added, { signal, timeoutMs: 10_000 });
    signal.throwIfAborted();
    step.advance();
    step.expect(result.ok, `the edited job did not succeed: ${result.ok ? '' : result.error.message}`);
    step.expect(ledger.parcelsOf(order.order) === 1, `${ledger.parcelsOf(order.order)} parcels left`);
    const after = unwrap(await ports.queue.deadLetters.get(before.id, { signal }));
    const untouched = JSON.stringify(after) === JSON.stringify(before);
    step.expect(untouched, 'the letter is not what it was');
    step.note(`the letter ${before.id} stays, to be looked at in Operate`);
  },
};

export const mendedReplay: OrdersStep = {
  name: 'mend',
  title: 'Replayed when mended',
  expectation: 'each of the other letters is fulfilled, once',
  units: ({ orders }) => orders,
  skip: (world) => (world.poison.length < 2 ? 'no poison order is left' : whenStuck(world)),
  async run(world, step) {
    const { poison, ports, ledger, signal } = world;
    const others = poison.slice(1);
    world.mend();
    for (const { order } of others) {
      const replayed = await ports.queue.deadLetters.replay(ledger.jobOf(order) ?? '', { signal });
      if (!replayed.ok) step.expect(false, `${order}: ${replayed.error.message}`);
    }
    const right = (): number =>
      others.filter(({ order }) => ledger.isFulfilled(order) && ledger.parcelsOf(order) === 1).length;
    const count = await waitFor(world, step, others.length, right);
    signal.throwIfAborted();
    if (count < others.length) {
      step.expect(false, `${count} of ${others.length} were fulfilled once${await whyNot(world)}`);
    }
    step.note(`${others.length} replayed`);
  },
};

/** The dead letter of an order's job. `undefined`: there is none. */
async function letterOf(
  { ports, ledger, time, signal }: OrdersWorld,
  { order }: Order,
): Promise<DeadLetter<ShopJobs> | undefined> {
  const id = ledger.jobOf(order);
  for (let look = 0; id !== undefined && look < LOOKS && !signal.aborted; look += 1) {
    const letter = await ports.queue.deadLetters.get(id, { signal });
    if (!letter.ok) return undefined;
    if (letter.value !== undefined) return letter.value;
    await time.delay(LOOK_EVERY_MS);
  }
  return undefined;
}
