import { err, ok, type EventHistory, type EventHistoryOptions } from '@infra/core';
import { whole } from '@internal/handler-rules';
import { nameProblem } from '@internal/names';
import type { HistoryDriver } from './driver.js';
import type { EventErrors } from './errors.js';
import type { AnyEvents } from './event-of.js';
import { patternProblem } from './pattern.js';
import type { Refusal } from './refusal.js';

/** The history of the port over that of a driver. */
export function createHistory(driver: HistoryDriver, refusal: Refusal, errors: EventErrors): EventHistory<AnyEvents> {
  return {
    list: async (io = {}) => {
      const { since, afterId, pattern, cursor, limit = 100 } = io;
      const problem =
        placeProblem(io) ??
        (pattern === undefined ? undefined : patternProblem(pattern)) ??
        whole('limit', limit, 1, 1_000) ??
        (cursor === undefined || /^\d{1,20}(-\d{1,20})?$/.test(cursor)
          ? undefined
          : `cursor must be the nextCursor of a page, not ${JSON.stringify(cursor)}.`);
      const refused = refusal('history.list', io, problem);
      if (refused !== undefined) return err(refused);
      return driver.list({ sinceMs: since?.getTime(), afterId, pattern, cursor, limit }, io.signal);
    },
    replay: async (group, pattern, from, io) => {
      const problem = nameProblem('group', group) ?? patternProblem(pattern) ?? placeProblem(from);
      const refused = refusal('history.replay', io, problem);
      if (refused !== undefined) return err(refused);
      const { since, afterId } = from;
      const replayed = await driver.replay(group, pattern, { sinceMs: since?.getTime(), afterId }, io?.signal);
      if (!replayed.ok) return replayed;
      return replayed.value === undefined
        ? err(errors.noSuchGroup('history.replay', group, pattern))
        : ok(replayed.value);
    },
  };
}

function placeProblem({ since, afterId }: Pick<EventHistoryOptions, 'since' | 'afterId'>): string | undefined {
  if (since !== undefined && !(since instanceof Date && !Number.isNaN(since.getTime())))
    return 'since must be a valid Date.';
  return afterId === undefined ? undefined : nameProblem('event id', afterId);
}
