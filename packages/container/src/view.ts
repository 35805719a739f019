import { InfraError } from '@infra/core';
import type { StartedService } from './service.js';

/** Read from any object by `await`, `JSON.stringify` and inspectors: asking for them is no mistake. */
const ASKED_BY_THE_LANGUAGE: ReadonlySet<string> = new Set(['then', 'toJSON', 'constructor', 'inspect']);

/** The services by name, frozen. */
export function servicesOf(started: readonly StartedService[]): object {
  return Object.freeze(Object.fromEntries(started.map(({ name, value }) => [name, value])));
}

/**
 * What a factory gets: the services before it, and an error for any other name. The compiler says so first; this is for
 * plain JavaScript, where a service that is not there would be `undefined` until its first use.
 */
export function viewOf(started: readonly StartedService[], reader: string): object {
  return new Proxy(servicesOf(started), {
    get(services, name, receiver): unknown {
      if (typeof name === 'symbol' || name in services || ASKED_BY_THE_LANGUAGE.has(name)) {
        return Reflect.get(services, name, receiver);
      }
      const known = started.map((service) => service.name).join(', ');
      throw new InfraError({
        code: 'validation',
        message: `the service '${reader}' asks for '${name}', which was not added before it (there: ${known === '' ? 'none' : known})`,
        provider: 'container',
        operation: 'container.start',
        details: { service: reader, missing: name },
      });
    },
  });
}
