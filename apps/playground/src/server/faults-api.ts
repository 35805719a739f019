import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { Fault, FaultView } from '../contract.js';
import type { FaultBoard } from '../faults/fault-board.js';
import { errorCodes } from '../faults/fault-codes.js';
import { faultNumbers, noFault } from '../faults/fault-table.js';
import { faultPlaces, isFaultPlace } from '../shop/handler-names.js';
import { jsonBody } from './json-body.js';
import { methodsOf } from './methods-of.js';
import { problem } from './problems.js';

const limitOf = (field: keyof Fault): number => faultNumbers.find((number) => number.field === field)?.max ?? 0;
const amount = (field: 'latencyMs' | 'jitterMs' | 'errorPercent' | 'resetAfterS') =>
  z.int().min(0).max(limitOf(field)).default(noFault[field]);

/** What is left out is as it is without a fault. */
const faultSchema: z.ZodType<Fault> = z.strictObject({
  latencyMs: amount('latencyMs'),
  jitterMs: amount('jitterMs'),
  errorPercent: amount('errorPercent'),
  code: z.enum(errorCodes).default(noFault.code),
  hang: z.boolean().default(noFault.hang),
  resetAfterS: amount('resetAfterS'),
});

/** Everything under `/api/faults`: what is broken on purpose. Every answer has all that is in force then. */
export function createFaultsApi(faults: FaultBoard): Hono {
  const api = new Hono();
  const path = methodsOf(api);
  const now = (context: Context): Response => context.json<readonly FaultView[]>(faults.views);
  const noPort = (port: string): Response =>
    problem(404, `"${port}" cannot be broken; these can: ${faultPlaces.join(', ')}`);

  path('/', {
    GET: now,
    DELETE: (context) => {
      faults.reset();
      return now(context);
    },
  });

  path('/:port', {
    PUT: async (context) => {
      const port = context.req.param('port') ?? '';
      if (!isFaultPlace(port)) return noPort(port);
      const fault = await jsonBody(context, faultSchema);
      if (!fault.ok) return fault.response;
      faults.set(port, fault.value);
      return now(context);
    },
    DELETE: (context) => {
      const port = context.req.param('port') ?? '';
      if (!isFaultPlace(port)) return noPort(port);
      faults.reset(port);
      return now(context);
    },
  });
  return api;
}
