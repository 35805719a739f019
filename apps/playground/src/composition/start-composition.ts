import { createApp, type App } from '@infra/container';
import type { AsyncResult, InfraError, Logger } from '@infra/core';
import type { Composition, PortName } from '../contract.js';
import type { ProviderContext, Surroundings } from '../providers/provider.js';
import { findProvider, type Ports } from '../providers/registry.js';

/** How long the adapters of a composition may take to close, in milliseconds. */
const CLOSE_DEADLINE_MS = 1_000;

/** Makes the adapters of a composition and starts them. The error's `details.service` is the port that did not start. */
export function startComposition(composition: Composition, surroundings: Surroundings): AsyncResult<App<Ports>> {
  const make = <Name extends PortName>(port: Name, onError: ProviderContext['onError']) =>
    provider(port, composition).make({ ...surroundings, onError });
  // What an adapter covers up is expected while its server is away; the run counts it.
  const quietly =
    (logger: Logger, port: PortName) =>
    (error: InfraError): void =>
      logger.debug(port, { error });
  return createApp({ closeDeadlineMs: CLOSE_DEADLINE_MS, healthTimeoutMs: 1_000 })
    .add('logger', () => make('logger', (error) => process.stderr.write(`logger: ${error.message}\n`)))
    .add('cache', ({ logger }) => make('cache', quietly(logger, 'cache')))
    .add('storage', ({ logger }) => make('storage', quietly(logger, 'storage')))
    .start();
}

function provider<Name extends PortName>(port: Name, composition: Composition) {
  const found = findProvider(port, composition[port]);
  if (found === undefined) throw new RangeError(`"${composition[port]}" is no provider of ${port}`);
  return found;
}
