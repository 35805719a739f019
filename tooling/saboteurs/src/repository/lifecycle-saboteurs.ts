import type { RepositoryHarness } from '@infra/conformance';
import { ok } from '@infra/core';
import { closeOnce } from '../close-once.js';
import type { Saboteur } from '../saboteur.js';
import { ALL, changedError, forgive, spoil, spoilTransactions } from './spoil.js';

const PROVIDER = 'the provider’s name is what its errors carry';
const HEALTH = 'health is up, and down once it is closed';
const CLOSED = 'after close every operation is unavailable and not retryable; closing again is harmless';

export const lifecycleSaboteurs: readonly Saboteur<RepositoryHarness>[] = [
  {
    name: 'goes by another name than its errors',
    caughtBy: PROVIDER,
    sabotage: spoil(({ orders }) => ({ orders: { ...orders, provider: 'another' } })),
  },
  {
    name: 'has transactions of another name than their errors',
    caughtBy: PROVIDER,
    sabotage: spoil(({ transactions }) => ({
      transactions: { provider: 'another', transaction: (body, options) => transactions.transaction(body, options) },
    })),
  },
  {
    name: 'calls its entities something else',
    caughtBy: PROVIDER,
    sabotage: spoil(({ orders }) => ({ orders: { ...orders, name: 'Orders' } })),
  },
  {
    name: 'is always up',
    caughtBy: HEALTH,
    sabotage: spoil(({ database }) => ({
      database: { ...database, health: async () => ok({ status: 'up', latencyMs: 0 }) },
    })),
  },
  {
    name: 'is never up',
    caughtBy: HEALTH,
    sabotage: spoil(({ database }) => ({
      database: { ...database, health: async () => ok({ status: 'down', latencyMs: 0, reason: 'x' }) },
    })),
  },
  {
    name: 'can be closed once',
    caughtBy: CLOSED,
    sabotage: spoil(({ database }) => ({
      database: { ...database, close: closeOnce(() => database.close()) },
    })),
  },
  ...ALL.map((name) => ({
    name: `answers ${name} though it is closed`,
    caughtBy: CLOSED,
    sabotage: forgive([name], 'unavailable', async () => ok()),
  })),
  {
    name: 'says that it may be tried again when it is closed',
    caughtBy: CLOSED,
    sabotage: forgive(ALL, 'unavailable', async (_, __, error) => changedError(error, { retryable: true })),
  },
  {
    name: 'runs a transaction though it is closed',
    caughtBy: CLOSED,
    sabotage: spoilTransactions(async (right, body, options) => {
      const result = await right(body, options);
      return !result.ok && result.error.code === 'unavailable' ? ok() : result;
    }),
  },
];
