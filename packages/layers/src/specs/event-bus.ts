import type { EventBus, PortSpec } from '@infra/core';
import { definePort } from '../define-port.js';

/** Publishing twice publishes twice, unless an `id` says that it is the same event. */
export const eventBusSpec: PortSpec<EventBus<Record<string, unknown>>> = definePort<EventBus<Record<string, unknown>>>(
  'events',
  {
    publish: { optionsAt: 2, idempotent: ([, , options]) => options?.id !== undefined },
    publishMany: { optionsAt: 1, idempotent: ([events]) => events.every(({ id }) => id !== undefined) },
    subscribe: { optionsAt: 2, callback: true },
    deadLetters: {
      list: { optionsAt: 0, idempotent: true },
      get: { optionsAt: 1, idempotent: true },
      replay: { optionsAt: 1, idempotent: false },
      replayAs: { optionsAt: 2, idempotent: false },
      replayAll: { optionsAt: 0, idempotent: true },
      clear: { optionsAt: 0, idempotent: true },
    },
    groups: {
      list: { optionsAt: 0, idempotent: true },
      remove: { optionsAt: 2, idempotent: false },
    },
    ordered: {
      publish: { optionsAt: 3, idempotent: ([, , , options]) => options?.id !== undefined },
      publishMany: { optionsAt: 1, idempotent: ([events]) => events.every(({ id }) => id !== undefined) },
    },
    history: {
      list: { optionsAt: 0, idempotent: true },
      replay: { optionsAt: 3, idempotent: false },
    },
  },
);
