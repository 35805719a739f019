import { err, map, ok, type AsyncResult, type IoOptions, type OutboxStore, type ParkedMessages } from '@infra/core';
import { duration, pageOf, rangeOf, whole } from '@internal/handler-rules';
import { nameProblem } from '@internal/names';
import type { OpenTransaction } from '@internal/transaction-rules';
import { failureProblem, listProblem, messageProblem } from './checks.js';
import type { OutboxDriver, Packed } from './driver.js';
import { ageProblem, Performer, type StoreParts } from './parts.js';

interface Holder {
  readonly token: string;
}

/** The port over a driver: checks all input, so that every provider refuses the same things in the same words. */
export function createOutboxFront<Open extends OpenTransaction>(
  driver: OutboxDriver<Open>,
  parts: StoreParts<Open>,
): OutboxStore {
  const performer = new Performer('outbox', parts);

  /** What only the holder of a claim may do, and only while its lease lasts. */
  async function settle(
    name: string,
    claim: Holder,
    problem: string | undefined,
    io: IoOptions,
    work: (signal: AbortSignal | undefined) => AsyncResult<boolean>,
  ): AsyncResult<void> {
    const given: unknown = claim;
    const token = typeof given === 'object' && given !== null && 'token' in given ? given.token : undefined;
    const refused = problem ?? (typeof token === 'string' ? undefined : 'claim must be what claim() has given.');
    const settled = await performer.run(name, io, refused, work);
    if (!settled.ok) return settled;
    return settled.value ? ok() : err(performer.failure('conflict', name, LOST));
  }

  const idProblem = (id: string): string | undefined => nameProblem('message id', id);
  const { wakeups } = driver;
  return {
    provider: parts.provider,
    append: (messages, options) => {
      let problem = listProblem('messages', messages, messageProblem);
      const packed: Packed[] = [];
      // Before the transaction sees it: input that was refused harms none.
      for (const [index, message] of problem === undefined ? messages.entries() : []) {
        const made = driver.pack(message);
        if (made.ok) packed.push({ message, packed: made.value });
        else problem ??= `messages[${String(index)}]: the data of ${message.type} cannot be stored: ${made.error}.`;
      }
      return performer.runIn('append', options, problem, async (statement) =>
        packed.length === 0 ? ok() : driver.append(packed, statement),
      );
    },
    claim: (options = {}) => {
      const { limit = 100, leaseMs = 30_000 } = options;
      const problem = whole('limit', limit, 1, 1_000) ?? duration('leaseMs', leaseMs, 1);
      return performer.run('claim', options, problem, (signal) => driver.claim(limit, leaseMs, signal));
    },
    complete: (claim, ids, io = {}) =>
      settle('complete', claim, listProblem('ids', ids, idProblem), io, (signal) =>
        driver.complete(claim.token, new Set(ids), signal),
      ),
    fail: (claim, failures, io = {}) =>
      settle('fail', claim, listProblem('failures', failures, failureProblem), io, (signal) =>
        driver.fail(claim.token, new Map(failures.map((failure) => [failure.id, failure])), signal),
      ),
    release: (claim, ids, io = {}) =>
      settle('release', claim, listProblem('ids', ids, idProblem), io, (signal) =>
        driver.release(claim.token, new Set(ids), signal),
      ),
    counts: (io = {}) => performer.run('counts', io, undefined, (signal) => driver.counts(signal)),
    clean: (olderThanMs, io = {}) =>
      performer.run('clean', io, ageProblem(olderThanMs), (signal) => driver.clean(olderThanMs, signal)),
    parked: parkedOf(driver, performer),
    ...(wakeups !== undefined && {
      wakeups: {
        subscribe: (onAppend, io = {}) => {
          const problem = typeof onAppend === 'function' ? undefined : 'onAppend must be a function.';
          return performer.run('wakeups.subscribe', io, problem, () => wakeups.subscribe(onAppend, io));
        },
      },
    }),
  };
}

const LOST =
  'These messages are not, or no longer, those of this claim: its lease is over, or it has let go of them. Others may have them by now.';

function parkedOf<Open extends OpenTransaction>(
  driver: OutboxDriver<Open>,
  performer: Performer<Open>,
): ParkedMessages {
  return {
    list: async (io = {}) => {
      const range = rangeOf(io);
      // One more than asked for tells whether there is another page.
      const asked = typeof range === 'string' ? undefined : { ...range, limit: range.limit + 1 };
      const problem = typeof range === 'string' ? range : undefined;
      const found = await performer.run('parked.list', io, problem, async (signal) =>
        asked === undefined ? ok([]) : driver.parked(asked, signal),
      );
      return found.ok && typeof range !== 'string'
        ? ok(pageOf(found.value, range))
        : map(found, (items) => ({ items }));
    },
    replay: async (id, io = {}) => {
      const replayed = await performer.run('parked.replay', io, nameProblem('message id', id), (signal) =>
        driver.replay(id, signal),
      );
      if (!replayed.ok) return replayed;
      return replayed.value
        ? ok()
        : err(performer.failure('not_found', 'parked.replay', `No message ${id} is parked.`));
    },
    replayAll: (io = {}) => performer.run('parked.replayAll', io, undefined, (signal) => driver.replayAll(signal)),
    clear: (io = {}) => performer.run('parked.clear', io, undefined, (signal) => driver.clear(signal)),
  };
}
