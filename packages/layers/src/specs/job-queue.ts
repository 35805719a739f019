import type { JobQueue, JobType, PortSpec } from '@infra/core';
import { definePort } from '../define-port.js';

/** Adding twice adds twice, unless a `dedupeId` says that it is the same job. */
export const jobQueueSpec: PortSpec<JobQueue<Record<string, JobType>>> = definePort<JobQueue<Record<string, JobType>>>(
  'queue',
  {
    add: { optionsAt: 2, idempotent: ([, , options]) => options?.dedupeId !== undefined },
    addMany: { optionsAt: 1, idempotent: ([jobs]) => jobs.every(({ dedupeId }) => dedupeId !== undefined) },
    process: { optionsAt: 1, callback: true },
    get: { optionsAt: 1, idempotent: true },
    list: { optionsAt: 1, idempotent: true },
    logs: { optionsAt: 1, idempotent: true },
    // It waits as long as its own `timeoutMs` says, which no time-out of a layer should cut short.
    result: { optionsAt: 1, callback: true },
    remove: { optionsAt: 1, idempotent: false },
    retry: { optionsAt: 1, idempotent: false },
    clean: { optionsAt: 1, idempotent: true },
    counts: { optionsAt: 0, idempotent: true },
    stats: { optionsAt: 0, idempotent: true },
    pause: { optionsAt: 0, idempotent: true },
    resume: { optionsAt: 0, idempotent: true },
    subscribe: { optionsAt: 1, callback: true },
    deadLetters: {
      list: { optionsAt: 0, idempotent: true },
      get: { optionsAt: 1, idempotent: true },
      replay: { optionsAt: 1, idempotent: false },
      replayAs: { optionsAt: 2, idempotent: false },
      replayAll: { optionsAt: 0, idempotent: true },
      clear: { optionsAt: 0, idempotent: true },
    },
    schedules: {
      set: { optionsAt: 3, idempotent: true },
      remove: { optionsAt: 1, idempotent: false },
      list: { optionsAt: 0, idempotent: true },
    },
  },
);
