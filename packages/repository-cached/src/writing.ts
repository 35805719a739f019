import type { AsyncResult, InfraErrorCode, Transaction, TransactionalOptions } from '@infra/core';
import type { Stale } from './doubts.js';
import type { KeyOf } from './entity-key.js';
import type { Invalidation } from './invalidation.js';

export type Operation = (...args: readonly unknown[]) => AsyncResult<unknown>;

/** What a writing operation makes stale. Arguments are what the caller gave: they may be anything. */
export interface Write {
  readonly optionsAt: number;
  /** The ids that its arguments name; `all` where they name none. */
  readonly named: (args: readonly unknown[], idField: string) => readonly unknown[] | 'all';
  /** The ids that only its answer tells. */
  readonly told?: (value: unknown, idField: string) => readonly unknown[];
}

const first = ([id]: readonly unknown[]): readonly unknown[] => [id];
const fieldsOf = (values: unknown, field: string): readonly unknown[] =>
  Array.isArray(values) ? values.map((one: unknown) => fieldOf(one, field)) : [];
const one = (value: unknown, idField: string): readonly unknown[] => [fieldOf(value, idField)];

/** Every operation that changes what `findById` answers. Purging does not: what it forgets was hidden before. */
export const WRITES: Readonly<Record<string, Write>> = {
  create: { optionsAt: 1, named: ([values], idField) => one(values, idField), told: one },
  createMany: { optionsAt: 1, named: ([values], idField) => fieldsOf(values, idField), told: fieldsOf },
  update: { optionsAt: 2, named: first, told: one },
  updateEach: { optionsAt: 1, named: ([updates]) => fieldsOf(updates, 'id'), told: fieldsOf },
  upsert: { optionsAt: 1, named: ([values], idField) => one(values, idField), told: one },
  delete: { optionsAt: 1, named: first },
  updateMany: { optionsAt: 2, named: () => 'all' },
  deleteMany: { optionsAt: 1, named: () => 'all' },
};

export const RESTORE: Write = { optionsAt: 1, named: first, told: one };

/** Nothing was written, and nothing was learned about what is there. */
const HARMLESS: readonly InfraErrorCode[] = [
  'validation',
  'unsupported',
  'unauthenticated',
  'forbidden',
  'rate_limited',
];
/** Nothing was written, and what is there is not what the caller thought: perhaps because of the cache. */
const REVEALING: readonly InfraErrorCode[] = ['conflict', 'not_found'];

/** A write that has the cache forget what it changes: after the commit of its transaction, or before it answers. */
export function createWriting(
  write: Write,
  perform: (args: readonly unknown[]) => AsyncResult<unknown>,
  {
    keyOf,
    idField,
    invalidation,
  }: { readonly keyOf: KeyOf; readonly idField: string; readonly invalidation: Invalidation },
): Operation {
  const keysOf = (ids: readonly unknown[]): ReadonlySet<string> =>
    new Set(ids.map(keyOf).filter((key) => key !== undefined));

  async function writeInside(tx: Transaction, stale: Stale, args: readonly unknown[]): AsyncResult<unknown> {
    const takeBack = invalidation.afterCommit(tx, stale);
    const written = await perform(args);
    if (written.ok) {
      if (stale === 'all' && written.value === 0) takeBack();
      const told = keysOf(write.told?.(written.value, idField) ?? []);
      if (told.size > 0) invalidation.afterCommit(tx, told);
    } else if (stale !== 'all' && REVEALING.includes(written.error.code)) {
      await invalidation.now(stale);
    }
    return written;
  }

  async function writeAlone(stale: Stale, args: readonly unknown[]): AsyncResult<unknown> {
    const written = await perform(args);
    if (written.ok) {
      if (stale === 'all') {
        if (written.value !== 0) await invalidation.now('all');
      } else {
        const told = keysOf(write.told?.(written.value, idField) ?? []);
        await invalidation.now(new Set([...stale, ...told]));
      }
    } else {
      const { code } = written.error;
      const isHarmless = HARMLESS.includes(code) || (stale === 'all' && REVEALING.includes(code));
      // Whatever else it failed with, it may have happened.
      if (!isHarmless) await invalidation.now(stale);
    }
    return written;
  }

  return (...args) => {
    const named = write.named(args, idField);
    const stale = named === 'all' ? named : keysOf(named);
    const tx = transactionOf(args[write.optionsAt]);
    return tx === undefined ? writeAlone(stale, args) : writeInside(tx, stale, args);
  };
}

/** The transaction that options name. What is none is the repository's to refuse. */
export function transactionOf(options: unknown): Transaction | undefined {
  const { tx }: TransactionalOptions = typeof options === 'object' && options !== null ? options : {};
  return typeof tx === 'object' && typeof tx.afterCommit === 'function' ? tx : undefined;
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[field] : undefined;
}
