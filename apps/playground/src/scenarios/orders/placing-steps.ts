import { withContext } from '@infra/observability';
import { correlationOf } from '../../shop/ledger.js';
import { placeOrder } from '../../shop/place-order.js';
import { inParallel } from '../in-parallel.js';
import { waitFor, whenStuck, whyNot, type OrdersStep } from './world.js';

/** One order in so many is sent twice, as by somebody who did not get the answer. */
const TWICE_EVERY = 10;

export const placeOrders: OrdersStep = {
  name: 'place',
  title: 'Orders placed',
  expectation: 'one that is sent twice is placed once',
  units: ({ orders }) => orders,
  async run({ ports, sound, poison, params, carrier, run, time, signal }, step) {
    const failures = new Map<string, number>();
    let repeated = 0;
    let twice = 0;
    // Poison first: whatever it can hold up comes after it.
    await inParallel([...poison, ...sound], params.concurrency, time, signal, async (order, index) => {
      const place = () =>
        withContext(carrier, { correlationId: correlationOf(order.order), run, actor: 'customer' }, () =>
          placeOrder(order, ports, carrier, { signal }),
        );
      const placed = await place();
      step.advance();
      if (!placed.ok) {
        failures.set(placed.error.code, (failures.get(placed.error.code) ?? 0) + 1);
        return;
      }
      if (index % TWICE_EVERY !== 0) return;
      twice += 1;
      const again = await place();
      if (again.ok && !again.value.isNew) repeated += 1;
    });
    const codes = [...failures].map(([code, count]) => `${count} ${code}`).join(', ');
    step.expect(failures.size === 0, `not placed: ${codes}`);
    step.expect(repeated === twice, `${twice - repeated} of ${twice} orders that were sent twice were placed twice`);
    step.note(`${sound.length + poison.length} orders, ${poison.length} of them poison, ${twice} sent twice`);
  },
};

export const eventsArrive: OrdersStep = {
  name: 'arrive',
  title: 'Events delivered',
  expectation: 'every event reaches each group',
  units: ({ orders }) => orders,
  async run(world, step) {
    const { sound, poison, ledger } = world;
    const all = [...sound, ...poison].map(({ order }) => order);
    const arrived = (group: 'fulfilment' | 'audit'): number =>
      all.filter((order) => ledger.hasArrived(group, order)).length;
    await waitFor(world, step, all.length, () => Math.min(arrived('fulfilment'), arrived('audit')));
    world.signal.throwIfAborted();
    for (const group of ['fulfilment', 'audit'] as const) {
      step.expect(arrived(group) === all.length, `${arrived(group)} of ${all.length} reached ${group}`);
    }
  },
};

export const ordersFulfilled: OrdersStep = {
  name: 'fulfil',
  title: 'Orders fulfilled',
  expectation: 'each once in effect, in its context, and none waits for poison',
  units: ({ orders }) => orders,
  skip: whenStuck,
  async run(world, step) {
    const { sound, ledger, time } = world;
    const beginMs = time.monotonicMs();
    const orders = sound.map(({ order }) => order);
    const fulfilled = (): number => orders.filter((order) => ledger.isFulfilled(order)).length;
    const done = await waitFor(world, step, orders.length, fulfilled);
    world.signal.throwIfAborted();
    const tookMs = time.monotonicMs() - beginMs;
    if (done < orders.length) step.expect(false, `${done} of ${orders.length}${await whyNot(world)}`);
    const more = orders.filter((order) => ledger.parcelsOf(order) > 1).length;
    step.expect(more === 0, `${more} orders left more than once`);
    const strangers = orders.filter((order) => ledger.isFulfilled(order) && !ledger.isCorrelated(order)).length;
    step.expect(strangers === 0, `${strangers} handlers ran in another context than that of their order`);
    const again = sound.filter(({ hangsUp }) => hangsUp).length;
    step.note(`${Math.round(tookMs)} ms; ${again} were tried again after their parcel had left`);
  },
};

export const customersTold: OrdersStep = {
  name: 'tell',
  title: 'Customers told',
  expectation: 'one notification for each order',
  units: ({ orders }) => orders,
  skip: whenStuck,
  async run(world, step) {
    const { sound, shop } = world;
    const wanted = new Set(sound.map(({ customer }) => customer));
    const told = (): number => shop.mailbox.notifications.filter(({ to }) => wanted.has(to)).length;
    const count = await waitFor(world, step, wanted.size, told);
    world.signal.throwIfAborted();
    if (count !== wanted.size) {
      step.expect(false, `${count} notifications for ${wanted.size} orders${await whyNot(world)}`);
    }
  },
};
