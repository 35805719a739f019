import type { RepositoryHarness } from '@infra/conformance';
import { ok, type Isolation } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import {
  changedError,
  failure,
  forgive,
  spoil,
  spoilArguments,
  spoilOptions,
  spoilPlan,
  spoilTransactions,
  wrongly,
  type Row,
  type Spoil,
} from './spoil.js';

const LAST = 'a transaction that met others at its last attempt is a conflict that is not retryable';
const SKEW = 'serializable: two that each rely on what the other changes do not both happen';
const GROWS = 'serializable: what was counted does not grow behind the back of whoever counted';
const AGAIN = 'repeatable read: what was read once does not change';
const UNSEEN = 'what others have not committed is not seen, at any level';
const WAITS = 'who writes what another has written waits for it, and goes by what became of it';
const EACH_OTHER = 'two that wait for each other do not wait for ever: one of them runs again';
const SAME = 'two that create the same unique one: the other waits, and then has a conflict, or its place';
const GIVES_UP = 'a wait that its caller gives up is cancelled, and the one it waited for goes on';
const TURN = '32 writers of one row all get their turn';

const lost = (isolation: Isolation): string => `${isolation}: no update is lost, for one of two that meet runs again`;

/** Isolates less than it was asked to. */
const isolated = (isolation: Isolation): Spoil => spoilPlan((options) => ({ ...options, isolation }));
const once = spoilPlan((options) => ({ ...options, attempts: 1 }));

const retryable: Spoil = spoilTransactions(async (right, body, options) => {
  const result = await right(body, options);
  return result.ok || result.error.code !== 'conflict' ? result : changedError(result.error, { retryable: true });
});

/** Answers whoever would have to wait for what another has written, without waiting. */
function impatient(
  writing: 'update' | 'create',
  waiting: 'updateMany' | 'create',
  answer: () => ReturnType<typeof failure>,
): Spoil {
  return spoil((under) => {
    let isWritten = false;
    return wrongly(under, [writing, waiting], async (call, args, { name }) => {
      const options = args.at(-1);
      const isInside = typeof options === 'object' && options !== null && 'tx' in options;
      if (name === waiting && !isInside && isWritten) return answer();
      if (name === writing && isInside) isWritten = true;
      return call(...args);
    });
  });
}

export const isolationSaboteurs: readonly Saboteur<RepositoryHarness>[] = [
  ...(['repeatable read', 'serializable'] as const).flatMap((isolation) => [
    { name: `loses updates (${isolation})`, caughtBy: lost(isolation), sabotage: isolated('read committed') },
    { name: `runs nothing again (${isolation})`, caughtBy: lost(isolation), sabotage: once },
  ]),
  { name: 'says that it may be tried again what was tried often enough', caughtBy: LAST, sabotage: retryable },
  {
    name: 'runs again as often as it likes',
    caughtBy: LAST,
    sabotage: spoilPlan((options) => ({ ...options, attempts: 5 })),
  },
  { name: 'takes a snapshot for serializable', caughtBy: SKEW, sabotage: isolated('repeatable read') },
  { name: 'watches the rows it read, and not where it looked', caughtBy: GROWS, sabotage: isolated('repeatable read') },
  { name: 'has a snapshot for each statement', caughtBy: AGAIN, sabotage: isolated('read committed') },
  {
    name: 'shows what is not committed',
    caughtBy: UNSEEN,
    sabotage: spoil((under) => {
      const written = new Map<unknown, unknown>();
      return wrongly(under, ['update', 'findById'], async (call, args, { name }) => {
        const result = await call(...args);
        if (name === 'update' && result.ok) written.set(args[0], result.value);
        return name === 'findById' && written.has(args[0]) ? ok(written.get(args[0])) : result;
      });
    }),
  },
  {
    name: 'skips what another has written',
    caughtBy: WAITS,
    sabotage: impatient('update', 'updateMany', () => failure('conflict')),
  },
  {
    name: 'goes by what was before the wait',
    caughtBy: WAITS,
    sabotage: spoilArguments(['updateMany'], ([where, ...rest]) => [{ id: (where as Row)['id'] }, ...rest]),
  },
  {
    name: 'waits for ever where two wait for each other',
    caughtBy: EACH_OTHER,
    sabotage: forgive(['update'], 'conflict', () => new Promise(() => undefined)),
  },
  { name: 'runs neither of two again that waited for each other', caughtBy: EACH_OTHER, sabotage: once },
  {
    name: 'takes what another may yet roll back for taken',
    caughtBy: SAME,
    sabotage: impatient('create', 'create', () => failure('conflict')),
  },
  {
    name: 'gives what is taken to the second as well',
    caughtBy: SAME,
    sabotage: forgive(['create'], 'conflict', ([values], { right }) => right('upsert', values, { by: ['sku'] })),
  },
  {
    name: 'waits on, though its caller has given up',
    caughtBy: GIVES_UP,
    sabotage: spoilOptions(['update'], ({ signal: _, ...options }) => options),
  },
  {
    name: 'takes giving up for a conflict',
    caughtBy: GIVES_UP,
    sabotage: forgive(['update'], 'cancelled', async () => failure('conflict')),
  },
  { name: 'has 32 writers write over each other', caughtBy: TURN, sabotage: isolated('read committed') },
  { name: 'gives the first of 32 writers the only turn', caughtBy: TURN, sabotage: once },
];
