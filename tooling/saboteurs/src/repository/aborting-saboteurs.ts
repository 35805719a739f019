import type { RepositoryHarness } from '@infra/conformance';
import { unwrapOr } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import {
  ALL,
  changedError,
  forgive,
  spoilOptions,
  spoilPlan,
  spoilTransactions,
  type Body,
  type Spoil,
} from './spoil.js';

const OPTIONS = 'options that make no sense are refused, and the body does not run';
const ABORTS = 'a caller who aborts gets cancelled, and everything is rolled back';
const LONG = 'a transaction that takes too long is rolled back with timeout, though its body goes on';

/** Has what was written stay, though the transaction failed with this code. */
function staying(code: string): Spoil {
  return spoilTransactions(async (right, body, options, { orders }) => {
    const result = await right(body, options);
    if (!result.ok && result.error.code === code) {
      unwrapOr(await orders.create({ customer: 'stays', total: 1 }, { tx: 'none' }), undefined);
    }
    return result;
  });
}

export const abortingSaboteurs: readonly Saboteur<RepositoryHarness>[] = [
  {
    name: 'has all the time in the world',
    caughtBy: LONG,
    sabotage: spoilPlan((options) =>
      options.timeoutMs === 3_600_000 ? { ...options, timeoutMs: 36_000_000 } : options,
    ),
  },
  { name: 'leaves what took too long', caughtBy: LONG, sabotage: staying('timeout') },
  {
    name: 'has what comes too late run by itself',
    caughtBy: LONG,
    sabotage: forgive(['create'], 'conflict', ([values], { right }) => right('create', values, { tx: 'none' })),
  },
  {
    name: 'runs on, though its caller has aborted',
    caughtBy: ABORTS,
    sabotage: spoilPlan(({ signal: _, ...options }) => options),
  },
  { name: 'leaves what was aborted', caughtBy: ABORTS, sabotage: staying('cancelled') },
  {
    name: 'takes an abort for a time-out',
    caughtBy: ABORTS,
    sabotage: spoilTransactions(async (right, body, options) => {
      const result = await right(body, options);
      return result.ok ? result : changedError(result.error, { code: 'timeout' });
    }),
  },
  {
    name: 'does not tell the body that its caller has aborted',
    caughtBy: ABORTS,
    sabotage: spoilTransactions((right, body, options) => {
      const quiet: Body = (tx) => body(Object.assign(tx, { signal: new AbortController().signal }));
      return right(quiet, options);
    }),
  },
  {
    name: 'begins what was aborted before',
    caughtBy: ABORTS,
    sabotage: spoilOptions(ALL, ({ signal: _, ...options }) => options),
  },
  {
    name: 'takes options that make no sense for none',
    caughtBy: OPTIONS,
    sabotage: spoilTransactions(async (right, body, options) => {
      const result = await right(body, options);
      return !result.ok && result.error.code === 'validation' ? right(body) : result;
    }),
  },
  {
    name: 'looks at the options when all is done',
    caughtBy: OPTIONS,
    sabotage: spoilTransactions(async (right, body, options) => {
      unwrapOr(await right(body), undefined);
      return right(body, options);
    }),
  },
];
