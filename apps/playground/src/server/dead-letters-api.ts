import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { unwrapOr, type AsyncResult, type Result } from '@infra/core';
import type { Composer } from '../composition/composer.js';
import type { ReplayView } from '../contract.js';
import { findLetters } from '../work/dead-letters.js';
import { replayEdited } from '../work/replay-edited.js';
import { jsonBody } from './json-body.js';
import { methodsOf } from './methods-of.js';
import { problem, problemOfPort } from './problems.js';
import { withNothing } from './queue-api.js';

/** With a payload it is another job or event like this one; without, it is this one once more. */
const replaySchema = z.strictObject({ payload: z.json().optional() });

/** Everything under `/api/dead-letters`: what died in the queue and in the groups of the bus. */
export function createDeadLettersApi(composer: Composer): Hono {
  const api = new Hono();
  const path = methodsOf(api);

  path('/', {
    GET: async ({ req, json }) => {
      const found = await findLetters(composer.bare, req.query('find') ?? '', { signal: req.raw.signal });
      return found.ok ? json(found.value) : problemOfPort(found.error);
    },
    DELETE: async (context) => answer(context, await both('clear'), 'dead letters cleared'),
  });

  path('/replay', {
    POST: withNothing(async (context) => answer(context, await both('replayAll'), 'dead letters replayed')),
  });

  path('/:kind/:id/replay', {
    POST: async (context) => {
      const { kind = '', id = '' } = context.req.param() as { kind?: string; id?: string };
      if (kind !== 'job' && kind !== 'event')
        return problem(404, `There are letters of jobs and events, not "${kind}"`);
      const asked = await jsonBody(context, replaySchema);
      if (!asked.ok) return asked.response;
      const { queue, events, logger } = composer.ports;
      const { payload } = asked.value;
      const replayed =
        payload === undefined
          ? await (kind === 'job' ? queue.deadLetters : events.deadLetters).replay(id)
          : await replayEdited(composer.ports, kind, id, payload);
      if (!replayed.ok) return problemOfPort(replayed.error);
      logger.info('dead letter replayed', { kind, letter: id, edited: payload !== undefined });
      const view: ReplayView = { replayed: 1, ...(replayed.value && { id: replayed.value.id }) };
      return context.json(view, 202);
    },
  });

  /** In the queue and in the bus; where one fails, what the other did is done all the same. */
  async function both(what: 'clear' | 'replayAll'): AsyncResult<number> {
    const { queue, events } = composer.ports;
    const results = await Promise.all([queue.deadLetters[what](), events.deadLetters[what]()]);
    const failed = results.find((result) => !result.ok);
    return failed ?? { ok: true, value: results.reduce((sum, result) => sum + unwrapOr(result, 0), 0) };
  }

  function answer(context: Context, result: Result<number>, message: string): Response {
    if (!result.ok) return problemOfPort(result.error);
    composer.ports.logger.info(message, { count: result.value });
    const view: ReplayView = { replayed: result.value };
    return context.json(view);
  }
  return api;
}
