import type { RepositoryHarness } from '@infra/conformance';
import { err, InfraError, ok, unwrapOr, type Result, type Transaction } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import {
  changedError,
  failure,
  forgive,
  spoil,
  spoilCalls,
  spoilOptions,
  spoilPlan,
  spoilTransactions,
  wrongly,
  wrongTransactions,
  type Row,
} from './spoil.js';

const ITSELF = 'what a transaction writes is there for itself at once, and for others when it is committed';
const ERROR = 'a body that answers with an error is rolled back, and the error is the answer as it is';
const THROWS = 'a body that throws, or answers with no Result, is rolled back, and is internal';
const WITHOUT_TX = 'an operation inside of a transaction without its tx is refused, unless that is said to be meant';
const OVER = 'a tx that is over is a conflict, and one of another database is refused';

const isTx = (tx: unknown): tx is Transaction => typeof tx === 'object' && tx !== null;
const outside = (options: Row): Row => (isTx(options['tx']) ? { ...options, tx: 'none' } : options);
const txOf = (options: unknown): unknown => (options as Row | undefined)?.['tx'];

function resultOf(answer: Result<unknown> | undefined): Result<unknown> {
  return answer ?? ok();
}

/** Commits, whatever the body answers. */
const committing = spoilTransactions(async (right, body, options) => {
  let answer: Result<unknown> | undefined;
  const committed = await right(async (tx) => {
    try {
      answer = await body(tx);
    } catch (cause) {
      answer = err(new InfraError({ code: 'internal', message: 'x', provider: 'memory', operation: 'x', cause }));
    }
    return ok();
  }, options);
  return committed.ok ? (answer ?? failure('internal')) : committed;
});

export const transactionSaboteurs: readonly Saboteur<RepositoryHarness>[] = [
  { name: 'reads past the transaction', caughtBy: ITSELF, sabotage: spoilOptions(['findById', 'count'], outside) },
  { name: 'writes past the transaction', caughtBy: ITSELF, sabotage: spoilOptions(['create'], outside) },
  {
    name: 'reads in whatever transaction there is',
    caughtBy: ITSELF,
    sabotage: spoil((under) => {
      let last: unknown;
      return wrongly(under, ['create', 'findById'], (call, [first, options], { name }) => {
        if (name === 'create') last = txOf(options) ?? last;
        return call(first, txOf(options) === 'none' && last !== undefined ? { tx: last } : options);
      });
    }),
  },
  {
    name: 'forgets to commit',
    caughtBy: ITSELF,
    sabotage: spoilTransactions(async (right, body, options) => {
      let answer: Result<unknown> = ok();
      const rolledBack = await right(async (tx) => {
        answer = await body(tx);
        return failure('internal');
      }, options);
      unwrapOr(rolledBack, undefined);
      return answer;
    }),
  },
  { name: 'commits what has failed', caughtBy: ERROR, sabotage: committing },
  {
    name: 'wraps the error of a body in one of its own',
    caughtBy: ERROR,
    sabotage: spoilTransactions(async (right, body, options) => {
      const result = await right(body, options);
      return result.ok ? result : changedError(result.error, {});
    }),
  },
  { name: 'commits what has thrown', caughtBy: THROWS, sabotage: committing },
  {
    name: 'loses what was thrown',
    caughtBy: THROWS,
    sabotage: spoilTransactions(async (right, body, options) => {
      const result = await right(body, options);
      return result.ok ? result : changedError(result.error, { cause: undefined });
    }),
  },
  {
    name: 'takes no Result for a good one',
    caughtBy: THROWS,
    sabotage: spoilTransactions((right, body, options) => right(async (tx) => resultOf(await body(tx)), options)),
  },
  {
    name: 'commits in spite of a statement that failed',
    caughtBy: 'a failure that the body keeps to itself is the answer all the same, and nothing is committed',
    sabotage: spoilCalls(['create'], (call, [values, options]) => {
      const tx = txOf(options);
      return isTx(tx) ? tx.savepoint((inner) => call(values, { tx: inner })) : call(values, options);
    }),
  },
  {
    name: 'has a transaction fail with input that was refused',
    caughtBy: 'input that was refused harms no transaction',
    sabotage: spoil((under) => {
      const failed = new Set<unknown>();
      return {
        ...wrongly(under, ['create'], async (call, args) => {
          const result = await call(...args);
          if (!result.ok) failed.add(txOf(args[1]));
          return result;
        }),
        transactions: wrongTransactions(under, (right, body, options) =>
          right(async (tx) => {
            const answer = await body(tx);
            return failed.has(tx) ? failure('validation') : answer;
          }, options),
        ),
      };
    }),
  },
  {
    name: 'lets an operation without its tx run beside the transaction',
    caughtBy: WITHOUT_TX,
    sabotage: forgive(['create'], 'validation', ([values], { right }) => right('create', values, { tx: 'none' })),
  },
  {
    name: 'lets others read beside the transaction',
    caughtBy: WITHOUT_TX,
    sabotage: forgive(['findOne', 'count'], 'validation', ([where], { name, right }) =>
      right(name, where, { tx: 'none' }),
    ),
  },
  {
    name: 'refuses an operation beside the transaction, meant or not',
    caughtBy: WITHOUT_TX,
    sabotage: spoilCalls(['create'], (call, [values, options]) =>
      txOf(options) === 'none' ? call(values) : call(values, options),
    ),
  },
  {
    name: 'has a transaction in a transaction take part in it',
    caughtBy: 'a transaction inside of a transaction is refused',
    sabotage: spoil((under) => {
      let around: Transaction | undefined;
      return {
        transactions: wrongTransactions(under, (right, body, options) => {
          if (around !== undefined) return body(around);
          return right((tx) => {
            around = tx;
            return body(tx);
          }, options);
        }),
      };
    }),
  },
  {
    name: 'has what comes with a tx that is over run by itself',
    caughtBy: OVER,
    sabotage: forgive(['create'], 'conflict', ([values], { right }) => right('create', values, { tx: 'none' })),
  },
  {
    name: 'takes a tx that it does not know for none',
    caughtBy: OVER,
    sabotage: forgive(['create'], 'validation', ([values], { right }) => right('create', values, { tx: 'none' })),
  },
  {
    name: 'commits before all is done',
    caughtBy: 'what the body does not wait for belongs to the transaction all the same',
    sabotage: spoilCalls(['create'], async (call, args) => {
      if (isTx(txOf(args[1]))) await new Promise((resolve) => setImmediate(resolve));
      return call(...args);
    }),
  },
  {
    name: 'writes where only reading was asked for',
    caughtBy: 'writing in a transaction that only reads is refused',
    sabotage: spoilPlan(({ readOnly: _, ...options }) => options),
  },
  {
    name: 'has a transaction for each repository',
    caughtBy: 'several entities and their audit entries are one transaction',
    sabotage: spoil((under) => ({
      items: wrongly(under, ['create'], (call, [values, options]) => call(values, outside((options ?? {}) as Row)))
        .items,
    })),
  },
];
