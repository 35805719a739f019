/** What somebody adds to a copied composition: orders are placed, and each has its effect once. Prints one line of JSON. */
export const DRIVER = `
import { unwrap as valueOf } from '@infra/core';

const started = valueOf(await app.start());
const { transactions, orders, outbox, inbox, events } = started.services;
const before = valueOf(await orders.count({}));
const wanted = 5;
let told: () => void;
const all = new Promise<void>((resolve) => (told = resolve));
let effects = 0;
valueOf(
  await events.subscribe(
    'order.placed',
    inbox.handler('copied', async ({ data }, tx) => {
      const order = valueOf(await orders.findById(data.order, { tx }));
      tx.afterCommit(async () => {
        effects += 1;
        if (effects === wanted) told();
        return { ok: true, value: undefined };
      });
      return orders.update(data.order, { status: 'fulfilled', parcel: \`p-\${order?.customer ?? ''}\` }, { tx });
    }),
    { group: 'copied' },
  ),
);
const ids: string[] = [];
for (let number = 1; number <= wanted + 1; number += 1) {
  const placed = await transactions.transaction(async (tx) => {
    const order = await orders.create({ run: 'r', customer: 'ada', items: 1, total: 1_290, currency: 'EUR' }, { tx });
    if (!order.ok) return order;
    const { id: key, customer } = order.value;
    const written = await outbox.publish('order.placed', { order: key, customer }, { tx, key });
    if (!written.ok) return written;
    // The last one is rolled back, and its event with it.
    if (number > wanted) throw new Error('changed my mind');
    return order;
  });
  if (placed.ok) ids.push(placed.value.id);
}
await all;
const health = valueOf(await started.health());
const { items: trail } = valueOf(await orders.audit.list(ids[0] ?? ''));
const placed = valueOf(await orders.findMany({ id: { in: ids } }));
const closed = await started.close();
console.log(
  JSON.stringify({
    placed: valueOf(closed) === undefined ? placed.length : 0,
    effects,
    more: placed.length + before,
    statuses: [...new Set(placed.map(({ status, parcel, version }) => \`\${status} \${parcel ?? ''} \${version}\`))],
    trail: trail.map(({ action }) => action),
    health: health.status,
    columns: Object.keys(placed[0] ?? {}).sort(),
  }),
);
`;

/** What does nothing but begin and end. */
export const STARTER = `
import { unwrap as valueOf } from '@infra/core';

valueOf(await valueOf(await app.start()).close());
console.log(JSON.stringify({ placed: 0 }));
`;
