import type { InboxStore, OutboxStore, PortSpec } from '@infra/core';
import { definePort } from '../define-port.js';

/**
 * What belongs to a transaction is never repeated by itself. Nor is a claim, whose messages would be nobody's until the lease is over, nor what ends it in a
 * way that a second time is a conflict.
 */
export const outboxStoreSpec: PortSpec<OutboxStore> = definePort<OutboxStore>('outbox', {
  append: { optionsAt: 1, idempotent: false },
  claim: { optionsAt: 0, idempotent: false },
  complete: { optionsAt: 2, idempotent: true },
  fail: { optionsAt: 2, idempotent: false },
  release: { optionsAt: 2, idempotent: false },
  counts: { optionsAt: 0, idempotent: true },
  clean: { optionsAt: 1, idempotent: true },
  parked: {
    list: { optionsAt: 0, idempotent: true },
    replay: { optionsAt: 1, idempotent: false },
    replayAll: { optionsAt: 0, idempotent: true },
    clear: { optionsAt: 0, idempotent: true },
  },
  wakeups: {
    subscribe: { optionsAt: 1, callback: true },
  },
});

export const inboxStoreSpec: PortSpec<InboxStore> = definePort<InboxStore>('inbox', {
  accept: { optionsAt: 2, idempotent: false },
  clean: { optionsAt: 1, idempotent: true },
});
