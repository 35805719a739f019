import { err, map, ok, type AsyncResult, type JobListOptions } from '@infra/core';
import { numbers, sorted, sum, totals, byQueue } from './across.js';
import { readCursor, writeCursor, type Position, type Positions } from './cursor.js';
import { errors } from './errors.js';
import { DEFAULT_LIMIT, mergeLetters, positionAfter, readLetters, type LetterStream } from './merge-letters.js';
import type { OverQueues, QueueLetterPage, QueueLetters } from './queue-manager.js';
import type { QueueLetter } from './queues.js';
import type { Scope } from './scope.js';

const START: Position = { cursor: undefined, skip: 0 };

/** The dead letters of all queues of a scope. */
export function createQueueLetters<Q>(scope: Scope): QueueLetters<Q> {
  return {
    list: (options = {}) => list<Q>(scope, options),
    counts: (options = {}) =>
      scope.over(
        'deadLetters.counts',
        options,
        async (queue, io) => map(await queue.counts(io), ({ dead }) => dead),
        (operation, answers) => totals<Q, number>(operation, answers, sum),
      ),
    replayAll: (options = {}) =>
      scope.over('deadLetters.replayAll', options, (queue, io) => queue.deadLetters.replayAll(io), numbers<Q>),
    clear: (options = {}) =>
      scope.over('deadLetters.clear', options, (queue, io) => queue.deadLetters.clear(io), numbers<Q>),
  };
}

async function list<Q>(
  scope: Scope,
  { cursor, limit, queues, signal }: OverQueues<Q> & JobListOptions,
): AsyncResult<QueueLetterPage<Q>> {
  const operation = 'deadLetters.list';
  const selected = scope.select(operation, { queues, signal });
  if (!selected.ok) return selected;
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 1 && limit <= 1_000)) {
    return err(errors.invalid(operation, `limit must be a whole number from 1 to 1000, not ${String(limit)}.`));
  }
  const known = selected.value.map(([name]) => name);
  const positions = cursor === undefined ? from(known) : readCursor(cursor);
  if (positions === undefined || ![...positions.keys()].every((name) => known.includes(name))) {
    const problem = `cursor must be the nextCursor of a page of the same queues, not ${JSON.stringify(cursor)}.`;
    return err(errors.invalid(operation, problem));
  }
  const names = known.filter((name) => positions.has(name));
  return scope.over(
    operation,
    { queues: names, signal },
    (queue, io, name) => readLetters(queue, positions.get(name) ?? START, limit, io),
    (_, answers) => {
      const { done, failed } = sorted(answers);
      if (done.length === 0) return err(errors.partial(operation, failed, done));
      const streams = new Map<string, LetterStream>(done);
      const { items, taken } = mergeLetters(streams, limit ?? DEFAULT_LIMIT);
      const next = new Map<string, Position>(failed.map(([name]) => [name, positions.get(name) ?? START]));
      for (const [name, stream] of streams) {
        const position = positionAfter(stream, taken.get(name) ?? 0);
        if (position !== undefined) next.set(name, position);
      }
      return ok({
        items: items as readonly unknown[] as readonly QueueLetter<Q>[],
        failures: byQueue(failed),
        ...(next.size > 0 && { nextCursor: writeCursor(next) }),
      });
    },
  );
}

function from(names: readonly string[]): Positions {
  return new Map(names.map((name) => [name, START]));
}
