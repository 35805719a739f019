import { ok, type AsyncResult, type JobTiming } from '@infra/core';
import { DEFAULT_BACKOFF } from '@internal/handler-rules';
import { type JobRecord, type StoredSchedule } from '@internal/queue-rules';
import { optionsOf } from './adding.js';
import type { Bull } from './bull.js';
import { envelopeOf, unpack } from './envelope.js';
import { escapeColons, unescapeColons } from './keys.js';

export function setSchedule(
  bull: Bull,
  id: string,
  timing: JobTiming,
  job: JobRecord,
  signal: AbortSignal | undefined,
): AsyncResult<void> {
  const { jobId: _, ...opts } = optionsOf(job);
  const data = envelopeOf(job);
  return bull.ask(
    'schedules.set',
    signal,
    (queue) => {
      const repeat =
        'everyMs' in timing
          ? { every: timing.everyMs, startDate: Date.now() + timing.everyMs }
          : { pattern: timing.cron, ...(timing.timeZone !== undefined && { tz: timing.timeZone }) };
      return queue.upsertJobScheduler(escapeColons(id), repeat, { name: job.name, data, opts });
    },
    () => ok(),
  );
}

export function removeSchedule(bull: Bull, id: string, signal: AbortSignal | undefined): AsyncResult<boolean> {
  return bull.ask(
    'schedules.remove',
    signal,
    (queue) => queue.removeJobScheduler(escapeColons(id)),
    (removed) => ok(removed),
  );
}

export function listSchedules(bull: Bull, signal: AbortSignal | undefined): AsyncResult<readonly StoredSchedule[]> {
  return bull.ask(
    'schedules.list',
    signal,
    (queue) => queue.getJobSchedulers(0, -1, true),
    (found) =>
      ok(
        found.map(({ key, name, next, pattern, tz, every, template }) => {
          const data = template?.data;
          const payload = unpack(data);
          const { attempts = 1, priority = 0 } = template?.opts ?? {};
          const timing: JobTiming =
            every === undefined
              ? { cron: pattern ?? '', ...(tz !== undefined && { timeZone: tz }) }
              : { everyMs: every };
          return {
            id: unescapeColons(key),
            timing,
            name,
            payload: payload.ok ? payload.value : undefined,
            options: {
              attempts,
              priority,
              delayMs: 0,
              backoff: data?.b ?? DEFAULT_BACKOFF,
              ...(data?.t !== undefined && { timeoutMs: data.t }),
            },
            nextAt: new Date(next ?? 0),
          };
        }),
      ),
  );
}
