import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { Composer } from '../composition/composer.js';
import { findJobs } from '../work/find-jobs.js';
import { jobStates, jobViewOf } from '../work/job-views.js';
import { jsonBody } from './json-body.js';
import { methodsOf } from './methods-of.js';
import { problem, problemOfPort } from './problems.js';

const nothing = z.strictObject({});

/** Everything under `/api/queue`: looking at its jobs, and what an operator does to them. */
export function createQueueApi(composer: Composer): Hono {
  const api = new Hono();
  const path = methodsOf(api);

  path('/jobs', {
    GET: async ({ req, json }) => {
      const { state: name, find = '', cursor } = req.query();
      const state = jobStates.find((known) => known === name);
      if (name !== undefined && state === undefined) {
        return problem(422, `There is no state "${name}"; there are: ${jobStates.join(', ')}`);
      }
      const found = await findJobs(composer.bare.queue, { state, find, cursor, signal: req.raw.signal });
      return found.ok ? json(found.value) : problemOfPort(found.error);
    },
  });

  path('/jobs/:id', {
    GET: async (context) => {
      const { queue } = composer.bare;
      const id = idOf(context);
      const { signal } = context.req.raw;
      const [job, logs] = await Promise.all([queue.get(id, { signal }), queue.logs(id, { signal })]);
      if (!job.ok) return problemOfPort(job.error);
      if (!logs.ok) return problemOfPort(logs.error);
      return job.value === undefined ? noJob(id) : context.json(jobViewOf(job.value, logs.value));
    },
    DELETE: async (context) => {
      const id = idOf(context);
      const removed = await composer.ports.queue.remove(id);
      if (!removed.ok) return problemOfPort(removed.error);
      if (!removed.value) return noJob(id);
      composer.ports.logger.info('job removed', { job: id });
      return context.body(null, 204);
    },
  });

  path('/jobs/:id/retry', {
    POST: withNothing(async (context) => {
      const id = idOf(context);
      const hurried = await composer.ports.queue.retry(id);
      if (!hurried.ok) return problemOfPort(hurried.error);
      if (hurried.value) return context.body(null, 204);
      const advice =
        'Only a job that is delayed, or waits for its next attempt, can be hurried. Replay one that is dead.';
      return problem(409, `The job ${id} waits for nothing`, undefined, {}, { code: 'conflict', advice });
    }),
  });

  path('/pause', { POST: withNothing((context) => paused(context, true)) });
  path('/resume', { POST: withNothing((context) => paused(context, false)) });

  async function paused(context: Context, wanted: boolean): Promise<Response> {
    const { queue, logger } = composer.ports;
    const changed = await (wanted ? queue.pause() : queue.resume());
    if (!changed.ok) return problemOfPort(changed.error);
    logger.info(wanted ? 'queue paused' : 'queue resumed', { queue: queue.name });
    return context.body(null, 204);
  }
  return api;
}

/** For what needs no words: the type of the body keeps forms of other sites away. */
export function withNothing(handle: (context: Context) => Promise<Response>) {
  return async (context: Context): Promise<Response> => {
    const body = await jsonBody(context, nothing);
    return body.ok ? handle(context) : body.response;
  };
}

function idOf(context: Context): string {
  return context.req.param('id') ?? '';
}

function noJob(id: string): Response {
  const advice = 'Look at the list: it may have been removed, or completed so long ago that it is not kept.';
  return problem(404, `There is no job ${id}`, undefined, {}, { code: 'not_found', advice });
}
