import { err, ok, type AsyncResult, type Clock, type DeadEvents, type IoOptions } from '@infra/core';
import { pageOf, rangeOf } from '@internal/handler-rules';
import { nameProblem } from '@internal/names';
import type { EventDriver } from './driver.js';
import type { AnyEvents } from './event-of.js';
import type { MakeRecord } from './make-record.js';
import type { Refusal } from './refusal.js';

/** The dead letters of the port over those of a driver. */
export function createDeadLetters(
  driver: EventDriver,
  refusal: Refusal,
  makeRecord: MakeRecord,
  clock: Clock,
): DeadEvents<AnyEvents> {
  const { errors } = driver;

  async function guarded<T>(
    operation: string,
    io: IoOptions | undefined,
    id: string | undefined,
    work: () => AsyncResult<T>,
  ): AsyncResult<T> {
    const problem = id === undefined ? undefined : nameProblem('letter id', id);
    const refused = refusal(`deadLetters.${operation}`, io, problem);
    return refused === undefined ? work() : err(refused);
  }

  return {
    list: async (io = {}) => {
      const range = rangeOf(io);
      const refused = refusal('deadLetters.list', io, typeof range === 'string' ? range : undefined);
      if (refused !== undefined || typeof range === 'string') return err(refused ?? errors.closed('deadLetters.list'));
      // One more than asked for tells whether there is another page.
      const letters = await driver.letters({ ...range, limit: range.limit + 1 }, io.signal);
      return letters.ok ? ok(pageOf(letters.value, range)) : letters;
    },
    get: (id, io) => guarded('get', io, id, () => driver.letter(id, 'deadLetters.get', io?.signal)),
    replay: (id, io) =>
      guarded('replay', io, id, async () => {
        const replayed = await driver.replay(id, io?.signal);
        if (!replayed.ok) return replayed;
        if (replayed.value === 'missing') return err(errors.noSuchLetter('deadLetters.replay', id));
        if (replayed.value === 'unreadable') return err(errors.unreadable('deadLetters.replay', id));
        return ok();
      }),
    replayAs: ({ id, type }, data, io) =>
      guarded('replayAs', io, id, async () => {
        const operation = 'deadLetters.replayAs';
        const letter = await driver.letter(id, operation, io?.signal);
        if (!letter.ok) return letter;
        if (letter.value?.type !== type) return err(errors.noSuchLetter(operation, id, type));
        const { event, context } = letter.value;
        const record = await makeRecord(operation, type, data, {
          subject: event?.subject,
          key: event?.partitionkey,
          traceparent: event?.traceparent,
          time: event?.time ?? clock.now(),
          context,
        });
        if (!record.ok) return record;
        const delivered = await driver.deliver(letter.value, record.value, io?.signal);
        if (!delivered.ok) return delivered;
        if (!delivered.value) return err(errors.noSuchLetter(operation, id, type));
        return ok({ id: record.value.id, type, isDuplicate: false });
      }),
    replayAll: (io) => guarded('replayAll', io, undefined, () => driver.replayAll(io?.signal)),
    clear: (io) => guarded('clear', io, undefined, () => driver.clearLetters(io?.signal)),
  };
}
