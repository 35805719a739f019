import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, ContextCarrier } from '@infra/core';

/** A carrier by hand, so that the suites depend on none. */
export function createCarrier(): ContextCarrier {
  const storage = new AsyncLocalStorage<Context>();
  return { capture: () => storage.getStore() ?? {}, run: (context, work) => storage.run(context, work) };
}
