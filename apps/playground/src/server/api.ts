import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { defaultComposition, problemsOf } from '../composition/composition.js';
import type { Composer } from '../composition/composer.js';
import type { Registry, Snapshot } from '../contract.js';
import { layersSchema } from '../layers/layers-schema.js';
import { noLayers } from '../layers/layer-table.js';
import type { OperateLog } from '../operate/operate-log.js';
import type { Instruments } from '../operate/instruments.js';
import { describePorts, eachPort } from '../providers/registry.js';
import type { RunStore } from '../runs/run-store.js';
import { findScenario, scenarios } from '../scenarios/registry.js';
import { lookAtWork } from '../work/look-at-work.js';
import type { EventHub } from './event-hub.js';
import { createDeadLettersApi } from './dead-letters-api.js';
import { createFaultsApi } from './faults-api.js';
import { jsonBody, LARGEST_BODY } from './json-body.js';
import { methodsOf } from './methods-of.js';
import { problem } from './problems.js';
import { createOrdersApi } from './orders-api.js';
import { createOutboxApi } from './outbox-api.js';
import { createQueueApi } from './queue-api.js';
import { createStorageApi } from './storage-api.js';

export interface ApiParts {
  readonly composer: Composer;
  readonly instruments: Instruments;
  readonly operate: OperateLog;
  readonly runs: RunStore;
  readonly hub: EventHub;
}

/** What is not named has its default: the first provider, and no layers. */
const compositionSchema = z.strictObject({
  ...eachPort((port) => z.string().default(defaultComposition[port])),
  layers: layersSchema.default(noLayers),
});
const runSchema = z.strictObject({ scenario: z.string(), params: z.record(z.string(), z.unknown()).default({}) });
const nothingSchema = z.strictObject({});

/** Everything under `/api`. Errors are problem+json. */
export function createApi({ composer, instruments, operate, runs, hub }: ApiParts): Hono {
  const api = new Hono();
  api.use(async (context, next) => {
    await next();
    if (!context.res.headers.has('cache-control')) context.res.headers.set('cache-control', 'no-store');
  });
  // Before the limit: a file may be larger than a question.
  api.route('/storage', createStorageApi(composer));
  api.use(bodyLimit({ maxSize: LARGEST_BODY, onError: () => problem(413, `The body is over ${LARGEST_BODY} bytes`) }));

  const path = methodsOf(api);
  const known = (context: Context): string => context.req.param('id') ?? '';
  const noRun = (id: string): Response => problem(404, `There is no run ${id}; the latest twenty are remembered`);

  const { faults, tap } = instruments;
  const work = (signal?: AbortSignal) =>
    lookAtWork(composer.bare, composer.shop.relay, composer.composition, Date.now(), { signal });
  const snapshot = async (): Promise<Snapshot> => ({
    composition: await composer.view(),
    runs: runs.list(),
    faults: faults.views,
    operate: operate.view,
    log: tap.latest(),
    work: await work(),
  });

  api.route('/faults', createFaultsApi(faults));
  api.route('/orders', createOrdersApi(composer, instruments));
  api.route('/outbox', createOutboxApi(composer));
  api.route('/queue', createQueueApi(composer));
  api.route('/dead-letters', createDeadLettersApi(composer));
  path('/work', { GET: async (context) => context.json(await work(context.req.raw.signal)) });
  path('/operate', { GET: (context) => context.json(operate.view) });
  path('/log', { GET: (context) => context.json(tap.latest()) });

  path('/ports', {
    GET: async (context) => {
      const registry: Registry = { ports: await describePorts(), scenarios: scenarios.map(({ view }) => view) };
      return context.json(registry);
    },
  });

  path('/composition', {
    GET: async (context) => context.json(await composer.view()),
    PUT: async (context) => {
      const body = await jsonBody(context, compositionSchema);
      if (!body.ok) return body.response;
      const { layers, ...composition } = body.value;
      const problems = problemsOf(composition);
      if (problems.length > 0) return problem(422, problems.map(({ message }) => message).join('; '), problems);
      if (runs.running !== undefined) {
        return problem(409, 'A run is under way with the present composition: wait for it, or cancel it');
      }
      const applied = await composer.apply({ composition, layers });
      return applied.ok ? context.json(await composer.view()) : problem(503, applied.error.message);
    },
  });

  path('/runs', {
    GET: (context) => context.json(runs.list()),
    POST: async (context) => {
      const body = await jsonBody(context, runSchema);
      if (!body.ok) return body.response;
      const scenario = findScenario(body.value.scenario);
      if (scenario === undefined) {
        const names = scenarios.map(({ view }) => view.name).join(', ');
        return problem(422, `There is no scenario "${body.value.scenario}"; there are: ${names}`);
      }
      const prepared = scenario.prepare(body.value.params);
      if (!prepared.ok) {
        return problem(422, prepared.problems.map(({ message }) => message).join('; '), prepared.problems);
      }
      const started = runs.begin(prepared.prepared);
      if (!started.ok) return problem(409, started.error.message);
      const { id } = started.value;
      return context.json(runs.get(id), 201, { location: `/api/runs/${id}` });
    },
  });

  path('/runs/:id', {
    GET: (context) => {
      const run = runs.get(known(context));
      return run === undefined ? noRun(known(context)) : context.json(run);
    },
  });

  path('/runs/:id/spans', {
    GET: (context) => {
      const spans = runs.spans(known(context));
      return spans === undefined ? noRun(known(context)) : context.json(spans);
    },
  });

  path('/runs/:id/log', {
    GET: (context) => {
      const log = runs.log(known(context));
      return log === undefined ? noRun(known(context)) : context.json(log);
    },
  });

  path('/runs/:id/cancel', {
    POST: async (context) => {
      const body = await jsonBody(context, nothingSchema);
      if (!body.ok) return body.response;
      const id = known(context);
      if (runs.cancel(id)) return context.json(runs.get(id), 202);
      return runs.get(id) === undefined ? noRun(id) : problem(409, 'This run has ended already');
    },
  });

  path('/events', {
    GET: (context) =>
      new Response(hub.open(context.req.header('last-event-id'), snapshot), {
        headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
      }),
  });

  api.all('*', ({ req }) => problem(404, `There is nothing at ${req.path}`));
  return api;
}
