import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import type { ContextCarrier, Metrics, RateLimiter } from '@infra/core';
import { compose, correlation, healthHandler, rateLimited, requestMetrics, type ProcessHealth } from '@infra/health';
import { Hono } from 'hono';
import { routePath } from 'hono/route';

export interface Ports {
  readonly metrics: Metrics;
  readonly carrier: ContextCarrier;
  readonly limiter: RateLimiter;
}

/** Health routes in Hono, and all middleware around its routes; the templates are Hono's own. */
export function honoServer(
  health: ProcessHealth,
  { metrics, carrier, limiter }: Ports,
): ReturnType<typeof createAdaptorServer> {
  const templates = new WeakMap<Request, string>();
  const stack = compose(
    requestMetrics(metrics, { route: (request) => templates.get(request) }),
    correlation(carrier),
    rateLimited(limiter, { whenUnavailable: 'allow' }),
  );
  const handleHealth = healthHandler(health);
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.all('/health/*', (c) => handleHealth(c.req.raw));
  app.use(async (c, next) => {
    const { remoteAddress } = c.env.incoming.socket;
    c.res = await stack(
      c.req.raw,
      async () => {
        await next();
        return c.res;
      },
      { remoteAddress },
    );
  });
  app.get('/users/:id', (c) => {
    templates.set(c.req.raw, routePath(c));
    return c.json({ id: c.req.param('id'), correlationId: carrier.capture()['correlationId'] });
  });
  return createAdaptorServer({ fetch: app.fetch });
}
