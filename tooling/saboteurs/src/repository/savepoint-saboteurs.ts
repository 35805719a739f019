import type { RepositoryHarness } from '@infra/conformance';
import { err, ok, unwrapOr, type AsyncResult, type InfraError, type Result, type Transaction } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { failure, spoilMaking, spoilTransactions, spoilTx, type Spoil } from './spoil.js';

const SAVEPOINT = 'a savepoint that fails takes back what is its own, and the rest goes on';
const MIX = 'savepoints that are asked for at the same time do not mix';
const NESTED = 'savepoints in savepoints';
const HOOKS = 'hooks run after the commit, in their order, before the answer';
const HOOK_FAILS = 'a hook that fails is told, and changes nothing';

type Savepoint = Transaction['savepoint'];
type Hook = () => AsyncResult<unknown>;

/** Keeps what a savepoint wrote, though its body failed. */
function keeping(right: Transaction): Savepoint {
  return async (body) => {
    let answer: Awaited<ReturnType<typeof body>> | undefined;
    const kept = await right.savepoint(async (inner) => {
      Object.assign(inner, { savepoint: keeping({ ...inner }) });
      answer = await body(inner);
      return ok();
    });
    return kept.ok && answer !== undefined ? answer : failure('internal');
  };
}

/** Does something else with the hooks than to run them after the commit. */
function hooked(
  after: (hooks: readonly Hook[], result: Result<unknown>) => AsyncResult<unknown>,
  isFor: (result: Result<unknown>) => boolean = ({ ok: isOk }) => isOk,
): Spoil {
  return spoilTransactions(async (right, body, options) => {
    const hooks: Hook[] = [];
    const result = await right((tx) => {
      Object.assign(tx, { afterCommit: (hook: Hook) => hooks.push(hook) });
      return body(tx);
    }, options);
    return isFor(result) ? after(hooks, result) : result;
  });
}

async function runAll(hooks: readonly Hook[], result: Result<unknown>): AsyncResult<unknown> {
  for (const hook of hooks) unwrapOr(await hook(), undefined);
  return result;
}

async function firstFailure(hooks: readonly Hook[]): AsyncResult<unknown> {
  for (const hook of hooks) {
    try {
      const done = await hook();
      if (!done.ok) return done;
    } catch {
      return failure('internal');
    }
  }
  return ok();
}

const quiet =
  (hook: Hook): Hook =>
  async () => {
    try {
      unwrapOr(await hook(), undefined);
    } catch {
      // Nobody is told.
    }
    return ok();
  };

export const savepointSaboteurs: readonly Saboteur<RepositoryHarness>[] = [
  {
    name: 'has no savepoints',
    caughtBy: SAVEPOINT,
    sabotage: spoilTx((_, tx) => ({ savepoint: (body) => body(tx) })),
  },
  {
    name: 'rolls all back with a savepoint that fails',
    caughtBy: SAVEPOINT,
    sabotage: spoilTransactions((right, body, options) =>
      right(async (tx) => {
        let failed: InfraError | undefined;
        const { savepoint } = { ...tx };
        const strict: Savepoint = async (inner) => {
          const result = await savepoint(inner);
          if (!result.ok) failed = result.error;
          return result;
        };
        Object.assign(tx, { savepoint: strict });
        const answer = await body(tx);
        return failed === undefined ? answer : err(failed);
      }, options),
    ),
  },
  { name: 'has savepoints mix', caughtBy: MIX, sabotage: spoilTx((_, tx) => ({ savepoint: (body) => body(tx) })) },
  {
    name: 'keeps what a savepoint wrote that failed',
    caughtBy: MIX,
    sabotage: spoilTx((right) => ({ savepoint: keeping(right) })),
  },
  {
    name: 'keeps what a savepoint in a savepoint wrote that failed',
    caughtBy: NESTED,
    sabotage: spoilTx((right) => ({ savepoint: keeping(right) })),
  },
  {
    name: 'has one level of savepoints',
    caughtBy: NESTED,
    sabotage: spoilTx((right) => ({
      savepoint: (body) =>
        right.savepoint((inner) => {
          const flat: Savepoint = (innermost) => innermost(inner);
          return body(Object.assign(inner, { savepoint: flat }));
        }),
    })),
  },
  {
    name: 'runs hooks at once',
    caughtBy: HOOKS,
    sabotage: spoilTx(() => ({ afterCommit: (hook) => void quiet(hook)() })),
  },
  { name: 'runs hooks after a rollback, too', caughtBy: HOOKS, sabotage: hooked(runAll, () => true) },
  {
    name: 'runs hooks backwards',
    caughtBy: HOOKS,
    sabotage: spoilTransactions(async (right, body, options) => {
      const hooks: Hook[] = [];
      const collect = (tx: Transaction): Transaction => {
        const { savepoint } = { ...tx };
        const collecting: Savepoint = (inner) => savepoint((own) => inner(collect(own)));
        return Object.assign(tx, { savepoint: collecting, afterCommit: (hook: Hook) => hooks.unshift(hook) });
      };
      const result = await right((tx) => body(collect(tx)), options);
      return result.ok ? runAll(hooks, result) : result;
    }),
  },
  { name: 'runs no hooks', caughtBy: HOOKS, sabotage: spoilTx(() => ({ afterCommit: () => undefined })) },
  {
    name: 'answers before the hooks have run',
    caughtBy: HOOKS,
    sabotage: spoilTx((right) => ({
      afterCommit: (hook) => {
        right.afterCommit(async () => {
          setImmediate(() => void quiet(hook)());
          return ok();
        });
      },
    })),
  },
  {
    name: 'runs the hooks of a savepoint that failed',
    caughtBy: HOOKS,
    sabotage: spoilTx((right) => ({
      savepoint: (body) => right.savepoint((inner) => body(Object.assign(inner, { afterCommit: right.afterCommit }))),
    })),
  },
  {
    name: 'tells nobody of a hook that fails',
    caughtBy: HOOK_FAILS,
    sabotage: spoilMaking(({ onError: _, ...options }) => options),
  },
  {
    name: 'hides what hooks do wrong',
    caughtBy: HOOK_FAILS,
    sabotage: spoilTx((right) => ({
      afterCommit: (hook) => {
        right.afterCommit(quiet(hook));
      },
    })),
  },
  {
    name: 'takes a hook that fails for a transaction that fails',
    caughtBy: HOOK_FAILS,
    sabotage: hooked(async (hooks, result) => {
      const done = await firstFailure(hooks);
      return done.ok ? result : done;
    }),
  },
  {
    name: 'runs no hook after one that fails',
    caughtBy: HOOK_FAILS,
    sabotage: hooked(async (hooks, result) => {
      unwrapOr(await firstFailure(hooks), undefined);
      return result;
    }),
  },
  {
    name: 'has savepoints go on though their caller gave up',
    caughtBy: 'a savepoint that its caller gives up is cancelled and takes back what is its own, and the rest goes on',
    sabotage: spoilTx((right) => ({ savepoint: (body) => right.savepoint(body) })),
  },
];
