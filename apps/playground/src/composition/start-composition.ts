import { createApp, type App } from '@infra/container';
import type { AsyncResult, InfraError } from '@infra/core';
import type { Composition, PortName } from '../contract.js';
import type { BackingServers } from '../providers/backing-servers.js';
import type { Ports } from '../providers/provider.js';
import { findProvider } from '../providers/registry.js';

/** How long the adapters of a composition may take to close, in milliseconds. */
const CLOSE_DEADLINE_MS = 1_000;

/** Makes the adapters of a composition and starts them. The error's `details.service` is the port that did not start. */
export function startComposition(composition: Composition, servers: BackingServers): AsyncResult<App<Ports>> {
  return createApp({ closeDeadlineMs: CLOSE_DEADLINE_MS, healthTimeoutMs: 1_000 })
    .add('logger', () =>
      provider('logger', composition).make({
        servers,
        onError: (error) => process.stderr.write(`logger: ${error.message}\n`),
      }),
    )
    .add('cache', ({ logger }) =>
      provider('cache', composition).make({
        servers,
        // What a cache covers up is expected while its server is away; the run counts it.
        onError: (error: InfraError) => logger.debug('cache', { error }),
      }),
    )
    .start();
}

function provider<Name extends PortName>(port: Name, composition: Composition) {
  const found = findProvider(port, composition[port]);
  if (found === undefined) throw new RangeError(`"${composition[port]}" is no provider of ${port}`);
  return found;
}
