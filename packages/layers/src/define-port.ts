import type { PortSpec, PortSpecEntries } from '@infra/core';

/**
 * What layers need to know of a port. It compiles only when every operation is named, and nothing else is.
 *
 * @param port the name that errors, metrics and traces carry: `cache` in `cache.get`
 * @example
 * const clockSpec = definePort<RemoteClock>('clock', { now: { optionsAt: 0, idempotent: true } });
 */
export function definePort<Port>(port: string, entries: PortSpecEntries<Port>): PortSpec<Port> {
  return { port, entries };
}
