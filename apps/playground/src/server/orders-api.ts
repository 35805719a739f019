import { ok, type AsyncResult } from '@infra/core';
import { withContext } from '@infra/observability';
import { Hono, type Context } from 'hono';
import type { Composer } from '../composition/composer.js';
import type { OrderDetailView } from '../contract.js';
import type { OrderRow } from '../data/shop-data.js';
import type { Instruments } from '../operate/instruments.js';
import { isOrderStatus, orderStatusNames } from '../shop/order-states.js';
import { findOrders } from '../work/find-orders.js';
import { auditViewOf, orderViewOf } from '../work/order-views.js';
import { methodsOf } from './methods-of.js';
import { problem, problemOfPort } from './problems.js';
import { withNothing } from './queue-api.js';

/** Changes of one order that are shown: more than any order has. */
const TRAIL = 200;

/** Everything under `/api/orders`: looking at the orders in the database, withdrawing and restoring them. */
export function createOrdersApi(composer: Composer, { carrier }: Pick<Instruments, 'carrier'>): Hono {
  const api = new Hono();
  const path = methodsOf(api);
  /** Whoever looks at the trail sees that it was a person. */
  const asOperator = <T>(work: () => T): T => withContext(carrier, { actor: 'operator' }, work);

  path('/', {
    GET: async ({ req, json }) => {
      const { status, find = '', cursor } = req.query();
      if (status !== undefined && !isOrderStatus(status)) {
        return problem(422, `There is no status "${status}"; there are: ${orderStatusNames.join(', ')}`);
      }
      const { orders } = composer.bare.database;
      const found = await findOrders(orders, { status, find, cursor, signal: req.raw.signal });
      return found.ok ? json(found.value) : problemOfPort(found.error);
    },
  });

  path('/:id', {
    GET: async (context) => {
      const id = idOf(context);
      const { signal } = context.req.raw;
      const found = await anyOrder(id, signal);
      if (!found.ok) return problemOfPort(found.error);
      if (found.value === undefined) return noOrder(id);
      const trail = await composer.bare.database.orders.audit.list(id, { limit: TRAIL, signal });
      if (!trail.ok) return problemOfPort(trail.error);
      const view: OrderDetailView = { order: orderViewOf(found.value), trail: trail.value.items.map(auditViewOf) };
      return context.json(view);
    },
    DELETE: async (context) => {
      const id = idOf(context);
      const withdrawn = await asOperator(() => composer.ports.database.orders.delete(id));
      if (!withdrawn.ok) return problemOfPort(withdrawn.error);
      if (!withdrawn.value) return noOrder(id);
      composer.ports.logger.info('order withdrawn', { order: id });
      return context.body(null, 204);
    },
  });

  path('/:id/restore', {
    POST: withNothing(async (context) => {
      const id = idOf(context);
      const restored = await asOperator(() => composer.ports.database.orders.deleted.restore(id));
      if (!restored.ok) return problemOfPort(restored.error);
      composer.ports.logger.info('order restored', { order: id });
      return context.body(null, 204);
    }),
  });

  /** One that was withdrawn is still there to be looked at. */
  async function anyOrder(id: string, signal: AbortSignal): AsyncResult<OrderRow | undefined> {
    const { orders } = composer.bare.database;
    const found = await orders.findById(id, { signal });
    if (!found.ok || found.value !== undefined) return found;
    const withdrawn = await orders.deleted.findById(id, { signal });
    return withdrawn.ok ? ok(withdrawn.value) : withdrawn;
  }
  return api;
}

function idOf(context: Context): string {
  return context.req.param('id') ?? '';
}

function noOrder(id: string): Response {
  const advice = 'Look at the list: orders in memory are gone when another composition is applied.';
  return problem(404, `There is no order ${id}`, undefined, {}, { code: 'not_found', advice });
}
