import { ok, type AsyncResult, type OutboxStore } from '@infra/core';
import { Hono, type Context } from 'hono';
import type { Composer } from '../composition/composer.js';
import type { ReplayView } from '../contract.js';
import type { ShopRelay } from '../shop/relay.js';
import { lookIntoOutbox } from '../work/look-at-outbox.js';
import { methodsOf } from './methods-of.js';
import { problemOfPort } from './problems.js';
import { withNothing } from './queue-api.js';

/** Everything under `/api/outbox`: what waits there, stopping and starting what delivers it, and what is parked. */
export function createOutboxApi(composer: Composer): Hono {
  const api = new Hono();
  const path = methodsOf(api);

  path('/', {
    GET: async ({ req, json }) => {
      const { bare, shop, composition } = composer;
      const looked = await lookIntoOutbox(bare, shop.relay, composition.database, { signal: req.raw.signal });
      return looked.ok ? json(looked.value) : problemOfPort(looked.error);
    },
  });

  path('/stop', { POST: relaying('relay stopped', (relay) => relay.stop()) });
  path('/start', { POST: relaying('relay started', (relay) => relay.start()) });

  path('/parked', {
    DELETE: (context) => dealtWith(context, 'parked events forgotten', ({ parked }) => parked.clear()),
  });
  path('/parked/replay', {
    POST: withNothing((context) => dealtWith(context, 'parked events replayed', ({ parked }) => parked.replayAll())),
  });
  path('/parked/:id/replay', {
    POST: withNothing((context) =>
      dealtWith(context, 'parked event replayed', async ({ parked }) => {
        const replayed = await parked.replay(context.req.param('id') ?? '');
        return replayed.ok ? ok(1) : replayed;
      }),
    ),
  });

  function relaying(message: string, work: (relay: ShopRelay) => AsyncResult<void>) {
    return withNothing(async (context) => {
      const done = await work(composer.shop.relay);
      if (!done.ok) return problemOfPort(done.error);
      composer.ports.logger.info(message);
      return context.body(null, 204);
    });
  }

  async function dealtWith(
    context: Context,
    message: string,
    work: (outbox: OutboxStore) => AsyncResult<number>,
  ): Promise<Response> {
    const done = await work(composer.ports.database.messages.outbox);
    if (!done.ok) return problemOfPort(done.error);
    composer.ports.logger.info(message, { count: done.value });
    const view: ReplayView = { replayed: done.value };
    return context.json(view);
  }
  return api;
}
