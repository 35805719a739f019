import type {
  PortSpec,
  QueryableRepository,
  QueryService,
  TransactionalOptions,
  TransactionManager,
} from '@infra/core';
import { definePort } from '../define-port.js';

/** A statement inside of a transaction is never repeated by itself: what failed there has failed the transaction. */
function reads<Position extends number>(
  optionsAt: Position,
): { readonly optionsAt: Position; readonly idempotent: (args: readonly unknown[]) => boolean } {
  return {
    optionsAt,
    idempotent: (args) => {
      const { tx } = (args[optionsAt] ?? {}) as TransactionalOptions;
      return tx === undefined || tx === 'none';
    },
  };
}

const reading = {
  findOne: reads(1),
  findMany: reads(1),
  exists: reads(1),
  count: reads(1),
  page: reads(1),
  cursorPage: reads(1),
  aggregate: reads(2),
  aggregateBy: reads(3),
};

/** Reading may be repeated; writing not, for it counts versions and writes audit entries. Fits the narrower repositories, too. */
export const repositorySpec: PortSpec<QueryableRepository<object, object, unknown>> = definePort<
  QueryableRepository<object, object, unknown>
>('repository', {
  ...reading,
  findById: reads(1),
  create: { optionsAt: 1, idempotent: false },
  createMany: { optionsAt: 1, idempotent: false },
  update: { optionsAt: 2, idempotent: false },
  updateEach: { optionsAt: 1, idempotent: false },
  updateMany: { optionsAt: 2, idempotent: false },
  upsert: { optionsAt: 1, idempotent: false },
  delete: { optionsAt: 1, idempotent: false },
  deleteMany: { optionsAt: 1, idempotent: false },
  deleted: {
    findById: reads(1),
    restore: { optionsAt: 1, idempotent: false },
    purge: reads(1),
  },
  audit: { list: { optionsAt: 1, idempotent: true } },
});

export const queryServiceSpec: PortSpec<QueryService<object>> = definePort<QueryService<object>>('query', reading);

/** Runs its caller's body, so that layers only observe it: what has to be repeated it repeats itself, all of it. */
export const transactionManagerSpec: PortSpec<TransactionManager> = definePort<TransactionManager>('transactions', {
  transaction: { optionsAt: 1, callback: true },
});
