import type { JobTiming } from '@infra/core';
import { Cron } from 'croner';

/**
 * When a schedule falls due next, strictly after `afterMs` (milliseconds since 1970); undefined for never. `anchorMs` is when it was
 * set: from there on `everyMs` counts, so that a late run delays no other.
 */
export function nextTime(timing: JobTiming, afterMs: number, anchorMs: number): number | undefined {
  if ('everyMs' in timing) {
    const periods = Math.max(1, Math.floor((afterMs - anchorMs) / timing.everyMs) + 1);
    return anchorMs + periods * timing.everyMs;
  }
  return cronOf(timing.cron, timing.timeZone).nextRun(new Date(afterMs))?.getTime();
}

/** Why there is no such timing; undefined when there is. */
export function timingProblem(timing: JobTiming): string | undefined {
  if ('everyMs' in timing) {
    if (Number.isSafeInteger(timing.everyMs) && timing.everyMs >= 1_000) return undefined;
    return `everyMs must be a whole number of at least 1,000, not ${String(timing.everyMs)}.`;
  }
  const { cron, timeZone } = timing;
  if (typeof cron !== 'string' || !/^\S+(\s+\S+){4,5}$/.test(cron.trim())) {
    return `cron must have five fields, or six with seconds in front, not ${JSON.stringify(cron)}.`;
  }
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    return `timeZone must be an IANA name such as Europe/Berlin, not ${JSON.stringify(timeZone)}.`;
  }
  try {
    if (cronOf(cron, timeZone).nextRun(new Date()) !== null) return undefined;
    return `cron ${JSON.stringify(cron)} never falls due.`;
  } catch (cause) {
    return `cron ${JSON.stringify(cron)} makes no sense: ${cause instanceof Error ? cause.message : 'unreadable'}`;
  }
}

/** Without a function to call, croner computes times and holds no timer. */
function cronOf(pattern: string, timeZone = 'UTC'): Cron {
  return new Cron(pattern.trim(), { timezone: timeZone });
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
