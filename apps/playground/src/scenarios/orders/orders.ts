import { sample, seededRandom } from '../../random.js';
import { Ledger } from '../../shop/ledger.js';
import type { Order } from '../../shop/shop-types.js';
import { defineScenario } from '../define-scenario.js';
import { orderBook } from './book-step.js';
import { newsletter } from './newsletter-step.js';
import { customersTold, eventsArrive, ordersFulfilled, placeOrders } from './placing-steps.js';
import { editedReplay, mendedReplay, poisonDies } from './poison-steps.js';
import type { OrdersParam, OrdersWorld } from './world.js';

export const orders = defineScenario<OrdersParam, OrdersWorld>({
  name: 'orders',
  title: 'Orders',
  summary:
    'A shop writes every order down and publishes it; groups make jobs of them, jobs fulfil them and tell the customers. Some fail half-way, some are poison: they die, are edited, and are replayed.',
  ports: ['database', 'queue', 'events', 'cache', 'logger'],
  params: {
    orders: { title: 'Orders', summary: 'How many are placed', default: 100, min: 1, max: 2_000 },
    concurrency: { title: 'Lanes', summary: 'How many are being placed at a time', default: 8, min: 1, max: 64 },
    failing: {
      title: 'Fail %',
      summary: 'Of 100 orders: how many fail once, when their parcel has already left',
      default: 20,
      min: 0,
      max: 100,
    },
    poison: {
      title: 'Poison %',
      summary: 'Of 100 orders: how many the handler cannot fulfil until it is mended',
      default: 3,
      min: 0,
      max: 50,
    },
    seed: { title: 'Seed', summary: 'The same seed has the same orders fail', default: 7, min: 0, max: 999_999 },
  },
  setUp({ runId, ports, shop, record, relayed, carrier, time, signal }, params) {
    const random = seededRandom(params.seed);
    const ledger = new Ledger();
    const visit = { ports, carrier, ledger, mended: false, record, relayed };
    shop.join(runId, visit);
    const numbers = Array.from({ length: params.orders }, (_, index) => index + 1);
    const share = (percent: number): ReadonlySet<number> =>
      new Set(sample(numbers, Math.ceil((params.orders * percent) / 100), random));
    const [poison, failing] = [share(params.poison), share(params.failing)];
    const all = numbers.map((number): Order => {
      const order = `${runId.slice(-6)}-${number}`;
      const format = poison.has(number) ? 2 : 1;
      const items = 1 + Math.floor(random() * 5);
      return { run: runId, order, customer: `customer-${order}`, items, format, hangsUp: failing.has(number) };
    });
    return {
      params,
      run: runId,
      ports,
      shop,
      ledger,
      sound: all.filter(({ format }) => format === 1),
      poison: all.filter(({ format }) => format !== 1),
      carrier,
      time,
      signal,
      stuck: false,
      mend: () => shop.join(runId, { ...visit, mended: true }),
    };
  },
  steps: [
    placeOrders,
    eventsArrive,
    ordersFulfilled,
    customersTold,
    poisonDies,
    editedReplay,
    mendedReplay,
    orderBook,
    newsletter,
  ],
  // Its jobs stay, to be looked at: what is replayed later is handled as if there had never been a run.
  async tearDown({ shop, run }) {
    shop.leave(run);
  },
});
