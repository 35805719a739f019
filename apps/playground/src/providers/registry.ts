import type { PortName, PortView } from '../contract.js';
import { cachePort } from './cache.js';
import { loggerPort } from './logger.js';
import type { PortRegistry, Provider } from './provider.js';

/**
 * THE place that says which ports there are and what can serve them. The page, the terminal and the scenarios read it.
 * A new adapter is one entry in the list of its port; a new port is one line here, one in `Ports` and one in
 * `start-composition.ts`.
 */
export const registry: PortRegistry = {
  cache: cachePort,
  logger: loggerPort,
};

export const portNames: readonly PortName[] = ['cache', 'logger'];

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
      return { name, title, group, summary, providers: await Promise.all(all.map(describeProvider)) };
    }),
  );
}

async function describeProvider({ name, title, summary, package: from, need }: Provider<unknown>) {
  const base = { name, title, summary, package: from };
  return need === undefined
    ? base
    : { ...base, need: { title: need.title, howTo: need.howTo, ...(await need.check()) } };
}
