import type { MetricLabels, Metrics, OnError } from '@infra/core';
import { createReporter } from '@internal/redaction';
import { errors } from '../errors.js';
import type { Middleware } from './handler.js';

/** Anybody may send any method: a label takes only these. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Longer than any template that a person wrote. */
const LONGEST_ROUTE = 200;

export interface RequestMetricsOptions {
  /**
   * The TEMPLATE of the route, `/users/:id`, never the path: each value is a series that is kept for good. Asked after the handler, when
   * a router knows it. `undefined`, a throw and what is too long count as `unmatched`.
   */
  readonly route: (request: Request, response: Response | undefined) => string | undefined;
  /** Upper bounds of the buckets of the durations, in seconds. Default: those of the adapter. */
  readonly buckets?: readonly number[] | undefined;
  /** Told what `route` threw. Default: nobody. */
  readonly onError?: OnError | undefined;
}

/**
 * Counts requests (`http_server_requests_total`), how long they took until the head of the response was there
 * (`http_server_request_duration_seconds`), both by `method`, `route` and `status` class (`2xx`), and how many are running
 * (`http_server_requests_in_flight`). What the handler throws is counted as `5xx` and thrown on.
 */
export function requestMetrics(metrics: Metrics, options: RequestMetricsOptions): Middleware {
  const report = createReporter(options.onError);
  const labelNames = ['method', 'route', 'status'];
  const requests = metrics.counter('http_server_requests_total', { description: 'HTTP requests served.', labelNames });
  const durations = metrics.timer('http_server_request_duration_seconds', {
    description: 'Time until the head of the response.',
    labelNames,
    buckets: options.buckets,
  });
  const running = metrics.gauge('http_server_requests_in_flight', { description: 'HTTP requests that are running.' });

  function routeOf(request: Request, response: Response | undefined): string {
    try {
      const route = options.route(request, response);
      if (typeof route === 'string' && route !== '' && route.length <= LONGEST_ROUTE) return route;
    } catch (cause) {
      report(errors.threw('requestMetrics.route', cause));
    }
    return 'unmatched';
  }

  return async (request, next) => {
    const done = durations.start();
    running.add(1);
    let response: Response | undefined;
    try {
      response = await next(request);
      return response;
    } finally {
      running.add(-1);
      const labels: MetricLabels = {
        method: METHODS.has(request.method) ? request.method : 'other',
        route: routeOf(request, response),
        status: response === undefined ? '5xx' : `${Math.floor(response.status / 100)}xx`,
      };
      requests.add(1, labels);
      done(labels);
    }
  };
}
