import type { AsyncResult, MetricExposition, OnError } from '@infra/core';
import { createReporter } from '@internal/redaction';
import { errors } from '../errors.js';
import type { CheckReport, HealthReport, ProcessHealth } from '../health.js';
import type { FetchHandler, Middleware } from './handler.js';
import { json, withoutBody } from './responses.js';

export interface HealthRouteOptions {
  /** Where the routes begin. Default: `/health`. */
  readonly basePath?: string | undefined;
  /** What answers on `<basePath>/metrics`, for example `metrics.exposition`. Default: none, and the path is unknown. */
  readonly metrics?: MetricExposition | undefined;
  /**
   * How much a stranger is told: the status of each check, why it is not `up` as well, or its details too.
   * Default: `reasons`.
   */
  readonly expose?: 'status' | 'reasons' | 'details' | undefined;
  /** Told why the metrics could not be rendered. Default: nobody. */
  readonly onError?: OnError | undefined;
}

type Answer = (signal: AbortSignal) => Promise<Response>;

/**
 * Answers `<basePath>/live`, `/ready`, `/startup` and `/metrics`, and passes every other path on.
 * 200 while it is `up` or `degraded`, 503 when it is `down`; 405 with `Allow` for what is neither GET nor HEAD. Throws a `validation`
 * error for a base path that does not begin with `/`.
 */
export function healthRoutes(health: ProcessHealth, options: HealthRouteOptions = {}): Middleware {
  const { basePath = '/health', metrics, expose = 'reasons' } = options;
  if (!basePath.startsWith('/')) throw errors.invalid('healthRoutes', 'basePath must begin with a slash.');
  const base = basePath.replace(/\/+$/, '');
  const report = createReporter(options.onError);
  const probe =
    (ask: ProcessHealth['health']): Answer =>
    async (signal) => {
      const result = await ask({ signal });
      // Only `cancelled` gets here, and then nobody reads it.
      if (!result.ok) return json(503, { status: 'down', reason: result.error.code });
      return json(result.value.status === 'down' ? 503 : 200, bodyOf(result.value, expose));
    };
  const routes = new Map<string, Answer>([
    [`${base}/live`, probe(health.liveness)],
    [`${base}/ready`, probe(health.readiness)],
    [`${base}/startup`, probe(health.startup)],
  ]);
  if (metrics !== undefined) routes.set(`${base}/metrics`, (signal) => scrape(metrics, signal, report));

  return async (request, next) => {
    const answer = routes.get(new URL(request.url).pathname);
    if (answer === undefined) return next(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return json(405, { error: 'method not allowed' }, { allow: 'GET, HEAD' });
    }
    const response = await answer(request.signal);
    return request.method === 'HEAD' ? withoutBody(response) : response;
  };
}

/** `healthRoutes` as a handler of its own: every other path is a 404. */
export function healthHandler(health: ProcessHealth, options: HealthRouteOptions = {}): FetchHandler {
  const routes = healthRoutes(health, options);
  return (request) => routes(request, async () => json(404, { error: 'not found' }));
}

async function scrape(metrics: MetricExposition, signal: AbortSignal, report: OnError): Promise<Response> {
  const rendered = await guarded(() => metrics.render({ signal }));
  if (!rendered.ok) {
    report(rendered.error);
    return json(503, { error: 'the metrics could not be rendered' });
  }
  const headers = { 'content-type': metrics.contentType, 'cache-control': 'no-store' };
  return new Response(rendered.value, { status: 200, headers });
}

/** A port must not throw; a probe must not end in a 500 when one does. */
async function guarded<T>(work: () => AsyncResult<T>): AsyncResult<T> {
  try {
    return await work();
  } catch (cause) {
    return { ok: false, error: errors.threw('health.metrics', cause) };
  }
}

function bodyOf({ status, latencyMs, state, reason, checks }: HealthReport, expose: string): object {
  return {
    status,
    latencyMs,
    state,
    ...(expose === 'status' || reason === undefined ? undefined : { reason }),
    checks: Object.fromEntries(Object.entries(checks).map(([name, report]) => [name, checkOf(report, expose)])),
  };
}

function checkOf({ status, latencyMs, critical, reason, details }: CheckReport, expose: string): object {
  return {
    status,
    latencyMs,
    critical,
    ...(expose === 'status' || reason === undefined ? undefined : { reason }),
    ...(expose !== 'details' || details === undefined ? undefined : { details }),
  };
}
