import type { PortName, PortView } from '../contract.js';
import { cachePort } from './cache.js';
import { databasePort } from './database.js';
import { eventsPort } from './events.js';
import { layersFor } from '../layers/layer-table.js';
import { loggerPort } from './logger.js';
import { metricsPort } from './metrics.js';
import type { Port, Provider } from './provider.js';
import { queuePort } from './queue.js';
import { ratelimitPort } from './ratelimit.js';
import { storagePort } from './storage.js';
import { tracerPort } from './tracer.js';

const ports = {
  cache: cachePort,
  storage: storagePort,
  database: databasePort,
  ratelimit: ratelimitPort,
  queue: queuePort,
  events: eventsPort,
  logger: loggerPort,
  metrics: metricsPort,
  tracer: tracerPort,
};

/** What each port gives to those who use it. */
export type Ports = { readonly [Name in PortName]: (typeof ports)[Name] extends Port<infer T> ? T : never };

export type PortRegistry = { readonly [Name in PortName]: Port<Ports[Name]> };

/**
 * THE place that says which ports there are and what can serve them. The page, the terminal and the scenarios read it.
 * A new adapter is one entry in the list of its port. A new port is a file of its own, and a line wherever the compiler
 * then says that one is missing.
 */
export const registry: PortRegistry = ports;

/** Something for each port. */
export function eachPort<T>(make: (name: PortName) => T): Record<PortName, T> {
  return {
    cache: make('cache'),
    storage: make('storage'),
    database: make('database'),
    ratelimit: make('ratelimit'),
    queue: make('queue'),
    events: make('events'),
    logger: make('logger'),
    metrics: make('metrics'),
    tracer: make('tracer'),
  };
}

export const portNames: readonly PortName[] = Object.values(eachPort((name) => name));

/** The names of the providers of a port, the default first. */
export function providerNames(port: PortName, ports: PortRegistry = registry): readonly string[] {
  return ports[port].providers.map((provider) => provider.name);
}

/** Finds a provider by its name. */
export function findProvider<Name extends PortName>(
  port: Name,
  name: string,
  ports: PortRegistry = registry,
): PortRegistry[Name]['providers'][number] | undefined {
  return ports[port].providers.find((provider) => provider.name === name);
}

/** The registry as the page shows it, with what each provider needs looked up now. */
export async function describePorts(ports: PortRegistry = registry): Promise<PortView[]> {
  return Promise.all(
    portNames.map(async (name) => {
      const { title, group, summary, providers } = ports[name];
      const all: readonly Provider<unknown>[] = providers;
      const described = await Promise.all(all.map(describeProvider));
      return { name, title, group, summary, providers: described, layers: layersFor(name) };
    }),
  );
}

async function describeProvider({ name, title, summary, package: from, code, need }: Provider<unknown>) {
  const base = { name, title, summary, package: from, code };
  return need === undefined
    ? base
    : { ...base, need: { title: need.title, howTo: need.howTo, ...(await need.check()) } };
}
