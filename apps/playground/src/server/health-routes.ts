import { err, InfraError, ok, type HealthCheck, type MetricExposition } from '@infra/core';
import { check, createHealth, eventLoopCheck, healthHandler, type ProcessHealth } from '@infra/health';
import { Hono } from 'hono';
import type { Composer } from '../composition/composer.js';
import { portNames } from '../providers/registry.js';
import { problem } from './problems.js';

/** A turn of the event loop that takes longer is worth a restart, in milliseconds. */
const LONGEST_TURN_MS = 5_000;

/** Whether this process works: its event loop for liveness, the adapters of the composition in use for readiness. */
export function createPlaygroundHealth(composer: Composer): ProcessHealth {
  const checks = portNames.map((port) => {
    // Looked up at every probe: another composition has other adapters. One that cannot be asked has nothing to be down.
    const health: HealthCheck['health'] = async (options) => {
      const adapter: object = composer.ports[port];
      return isHealthCheck(adapter) ? adapter.health(options) : ok({ status: 'up', latencyMs: 0 });
    };
    return check(port, { health }, { critical: port !== 'tracer', cacheMs: 0 });
  });
  return createHealth({ checks, liveness: [eventLoopCheck({ maxDelayMs: LONGEST_TURN_MS })] });
}

/** `/health/live`, `/ready`, `/startup` and `/metrics`, always of the composition that is in use. */
export function createHealthRoutes(composer: Composer, health: ProcessHealth): Hono {
  const handler = healthHandler(health, { metrics: expositionOf(composer) });
  const routes = new Hono();
  routes.all('/metrics', ({ req }) => {
    if (composer.ports.metrics.exposition !== undefined) return handler(req.raw);
    return problem(
      404,
      `The ${composer.composition.metrics} metrics are not for scraping: apply prometheus in Compose`,
    );
  });
  routes.all('/*', ({ req }) => handler(req.raw));
  return routes;
}

function expositionOf(composer: Composer): MetricExposition {
  return {
    get contentType() {
      return composer.ports.metrics.exposition?.contentType ?? 'text/plain';
    },
    render: async (options) =>
      composer.ports.metrics.exposition?.render(options) ??
      err(
        new InfraError({
          code: 'unsupported',
          message: 'no exposition',
          provider: 'playground',
          operation: 'metrics.render',
        }),
      ),
  };
}

function isHealthCheck(adapter: object): adapter is HealthCheck {
  return 'health' in adapter && typeof adapter.health === 'function';
}
