import { createApp, type App } from '@infra/container';
import { ok, type AsyncResult, type ContextCarrier, type InfraError, type Logger, type RateLimiter } from '@infra/core';
import { cacheSpec, decorate, eventBusSpec, jobQueueSpec, rateLimiterSpec, storageSpec } from '@infra/layers';
import { createCircuitBreakerRegistry, type CircuitBreakerRegistry, type ResilienceEvent } from '@infra/resilience';
import type { LayeredPort, PortName } from '../contract.js';
import { decorateData } from '../data/around-data.js';
import { aroundPort } from '../layers/around-ports.js';
import { spelledOut } from '../layers/layer-table.js';
import { tracedCarrier } from '../operate/traces.js';
import type { ProviderContext, Surroundings } from '../providers/provider.js';
import { makeLimiter } from '../providers/ratelimit.js';
import { findProvider, type Ports } from '../providers/registry.js';
import { openShop, type Shop } from '../shop/shop.js';
import type { Setup } from './setup.js';

/** How long the adapters of a composition may take to close, in milliseconds. */
const CLOSE_DEADLINE_MS = 1_000;

/** A composition in use. */
export interface Started {
  readonly setup: Setup;
  /** The adapters themselves: for their health and their end. */
  readonly app: Pick<App<Ports>, 'health' | 'close'>;
  /** The adapters with their layers, and the faults. */
  readonly ports: Ports;
  readonly breakers: CircuitBreakerRegistry;
  /** The adapters of jobs and events with nothing around them: for whoever only looks on. */
  readonly bare: BarePorts;
  readonly shop: Shop;
  /** That of the process, with the spans of this composition's tracer. */
  readonly carrier: ContextCarrier;
}

type Carried = Pick<Ports, 'logger' | 'tracer'>;

export type BarePorts = Pick<Ports, 'queue' | 'events' | 'database'>;

/** Makes the adapters of a composition and starts them. The error's `details.service` is the port that did not start. */
export async function startComposition(
  setup: Setup,
  surroundings: Surroundings,
  onEvent: (event: ResilienceEvent) => void,
): AsyncResult<Started> {
  const { composition, layers } = setup;
  const make = <Name extends PortName>(port: Name, onError: ProviderContext['onError']) =>
    provider(port, composition[port]).make({ ...surroundings, onError });
  const carried = <Name extends PortName>(port: Name, { logger, tracer }: Carried) =>
    provider(port, composition[port]).make({
      ...surroundings,
      carrier: tracedCarrier(surroundings.carrier, tracer),
      onError: quietly(logger, port),
    });
  // What an adapter covers up is expected while its server is away; the run counts it.
  const quietly =
    (logger: Logger, port: PortName) =>
    (error: InfraError): void =>
      logger.debug(port, { error });
  const limiterFor = async (port: LayeredPort, logger: Logger) => {
    const { limit, windowMs } = spelledOut(layers[port]).ratelimit ?? {};
    if (limit === undefined || windowMs === undefined) return undefined;
    const context = { ...surroundings, onError: quietly(logger, 'ratelimit') };
    return makeLimiter(composition.ratelimit, context, { limit, windowMs, namespace: `playground-${port}` });
  };
  const breakers = createCircuitBreakerRegistry();
  const started = await createApp({ closeDeadlineMs: CLOSE_DEADLINE_MS, healthTimeoutMs: 1_000 })
    .add('logger', async () => {
      const onError = (error: InfraError): unknown => process.stderr.write(`logger: ${error.message}\n`);
      return surroundings.tap.listen(await make('logger', onError));
    })
    .add('metrics', ({ logger }) => make('metrics', quietly(logger, 'metrics')))
    // A collector that is away is no reason to take the playground for broken.
    .add('tracer', ({ logger }) => make('tracer', quietly(logger, 'tracer')), { critical: false })
    .add('ratelimit', ({ logger }) => make('ratelimit', quietly(logger, 'ratelimit')))
    .add('cache', ({ logger }) => make('cache', quietly(logger, 'cache')))
    .add('storage', ({ logger }) => make('storage', quietly(logger, 'storage')))
    .add('database', (parts) => carried('database', parts))
    .add('queue', (parts) => carried('queue', parts))
    .add('events', (parts) => carried('events', parts))
    .add('cacheLimit', ({ logger }) => limiterFor('cache', logger))
    .add('storageLimit', ({ logger }) => limiterFor('storage', logger))
    .add('databaseLimit', ({ logger }) => limiterFor('database', logger))
    .add('queueLimit', ({ logger }) => limiterFor('queue', logger))
    .add('eventsLimit', ({ logger }) => limiterFor('events', logger))
    .add('layered', ({ cacheLimit, storageLimit, databaseLimit, queueLimit, eventsLimit, ...adapters }) => {
      const { logger, metrics, tracer, cache, storage, database, ratelimit, queue, events } = adapters;
      const around = (port: LayeredPort, limiter?: RateLimiter) => {
        const observers = { logger, metrics, tracer };
        return aroundPort(port, { layers: layers[port], limiter, observers, breakers, onEvent }, surroundings);
      };
      const ports: Ports = {
        ...{ logger, metrics, tracer },
        cache: decorate(cache, cacheSpec, ...around('cache', cacheLimit)),
        storage: decorate(storage, storageSpec, ...around('storage', storageLimit)),
        database: decorateData(database, composition.database, ...around('database', databaseLimit)),
        ratelimit: decorate(ratelimit, rateLimiterSpec, ...around('ratelimit')),
        queue: decorate(queue, jobQueueSpec, ...around('queue', queueLimit)),
        events: decorate(events, eventBusSpec, ...around('events', eventsLimit)),
      };
      return { ports };
    })
    // The last to come and the first to go: its handlers use all others.
    .add('shop', ({ layered: { ports }, logger, tracer }) => {
      const carrier = tracedCarrier(surroundings.carrier, tracer);
      const tracerOf = (port: LayeredPort) => (layers[port].observe === undefined ? undefined : tracer);
      return openShop({ ports, ...surroundings, carrier, tracerOf, onError: quietly(logger, 'database') });
    })
    .start();
  if (!started.ok) return started;
  const { layered, shop, queue, events, database, tracer } = started.value.services;
  const carrier = tracedCarrier(surroundings.carrier, tracer);
  return ok({
    setup,
    app: started.value,
    ports: layered.ports,
    breakers,
    bare: { queue, events, database },
    shop,
    carrier,
  });
}

function provider<Name extends PortName>(port: Name, name: string) {
  const found = findProvider(port, name);
  if (found === undefined) throw new RangeError(`"${name}" is no provider of ${port}`);
  return found;
}
