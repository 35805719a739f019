import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, ContextCarrier } from '@infra/core';

/** The carrier that a service would use: what runs inside `run` captures its context, through every await. */
export function createCarrier(): ContextCarrier {
  const storage = new AsyncLocalStorage<Context>();
  return {
    capture: () => storage.getStore() ?? {},
    run: (context, work) => storage.run(context, work),
  };
}
