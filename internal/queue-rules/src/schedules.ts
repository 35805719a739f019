import { err, ok, type JobSchedules, type JobTiming } from '@infra/core';
import { nameProblem } from '@internal/names';
import type { MakeRecord, Refusal } from './checks.js';
import type { AnyJobs, QueueDriver } from './driver.js';
import { timingProblem } from './timing.js';

/** The schedules of the port over a driver. */
export function createSchedules(driver: QueueDriver, refusal: Refusal, makeRecord: MakeRecord): JobSchedules<AnyJobs> {
  return {
    set: async (id, timing, job, io) => {
      const refused = refusal('schedules.set', io, nameProblem('schedule id', id) ?? shapeProblem(timing));
      if (refused !== undefined) return err(refused);
      const { name, payload, priority, attempts, backoff, timeoutMs } = job;
      const record = await makeRecord('schedules.set', name, payload, { priority, attempts, backoff, timeoutMs });
      if (!record.ok) return record;
      const late = refusal('schedules.set', io);
      return late === undefined ? driver.setSchedule(id, plain(timing), record.value, io?.signal) : err(late);
    },
    remove: (id, io) => {
      const refused = refusal('schedules.remove', io, nameProblem('schedule id', id));
      return refused === undefined ? driver.removeSchedule(id, io?.signal) : Promise.resolve(err(refused));
    },
    list: async (io) => {
      const refused = refusal('schedules.list', io);
      if (refused !== undefined) return err(refused);
      const found = await driver.schedules(io?.signal);
      if (!found.ok) return found;
      const schedules = found.value.map(({ id, timing, nextAt, name, payload, options }) => {
        const { priority, attempts, backoff, timeoutMs } = options;
        return { id, timing, nextAt, job: { name, payload, priority, attempts, backoff, timeoutMs } };
      });
      return ok(schedules.sort((a, b) => (a.id < b.id ? -1 : 1)));
    },
  };
}

/** A copy without what is not said, so that equal timings are equal texts. */
function plain(timing: JobTiming): JobTiming {
  if ('everyMs' in timing) return { everyMs: timing.everyMs };
  const { cron, timeZone } = timing;
  return timeZone === undefined ? { cron } : { cron, timeZone };
}

function shapeProblem(timing: JobTiming): string | undefined {
  const isTiming = typeof timing === 'object' && timing !== null && ('cron' in timing || 'everyMs' in timing);
  return isTiming ? timingProblem(timing) : 'A timing is { cron, timeZone? } or { everyMs }.';
}
