import {
  ok,
  unwrapOr,
  type AsyncResult,
  type Cache,
  type InfraError,
  type OnError,
  type Transaction,
} from '@infra/core';
import { Doubts, type Stale } from './doubts.js';
import type { Entry } from './entry.js';

/** Every entry has it. */
export const ALL_TAG = 'all';

/** What a transaction has made stale so far; its hook reads it when it is committed. */
interface Batch {
  readonly stale: Set<Stale>;
  isOver: boolean;
}

/** Has the cache forget what writes made stale. What it fails to forget is told, and not read until it is forgotten. */
export class Invalidation {
  private readonly entries: Cache<Entry>;
  private readonly onError: OnError;
  private readonly doubts = new Doubts();
  private readonly batches = new WeakMap<Transaction, Batch>();
  private settling: Promise<void> | undefined;

  constructor(entries: Cache<Entry>, onError: OnError) {
    this.entries = entries;
    this.onError = onError;
  }

  /** What fails is told, and no reason for a write to fail. */
  async now(stale: Stale): Promise<void> {
    unwrapOr(await this.attempt(stale), undefined);
  }

  async attempt(stale: Stale): AsyncResult<void> {
    const forgotten = await this.forget(stale);
    if (!forgotten.ok) {
      this.doubts.add(stale);
      this.report(forgotten.error);
    }
    return forgotten;
  }

  /**
   * When the transaction is committed, or may have been: one hook for all that is written in it. Returns how to take it back.
   *
   * To be called before the write: one that its body does not wait for may be done when the hooks have run.
   */
  afterCommit(tx: Transaction, stale: Stale): () => void {
    const batch = this.batches.get(tx) ?? this.begin(tx);
    // What is learned that late belongs to a commit that has been, or to nothing: forgetting does no harm.
    if (batch.isOver) void this.now(stale);
    batch.stale.add(stale);
    return () => batch.stale.delete(stale);
  }

  /** Whether the entry may be read. */
  async isTrusted(key: string): Promise<boolean> {
    if (!this.doubts.has(key)) return true;
    this.settling ??= this.settle().finally(() => (this.settling = undefined));
    await this.settling;
    return !this.doubts.has(key);
  }

  isInDoubt(key: string): boolean {
    return this.doubts.has(key);
  }

  report(error: InfraError): void {
    try {
      this.onError(error);
    } catch {
      // It must not throw; what it throws must not fail a read, or hide that a write is done.
    }
  }

  private begin(tx: Transaction): Batch {
    const batch: Batch = { stale: new Set(), isOver: false };
    this.batches.set(tx, batch);
    tx.afterCommit(() => this.settleBatch(batch), { orUnknown: true });
    return batch;
  }

  private async settleBatch(batch: Batch): AsyncResult<void> {
    batch.isOver = true;
    const all = [...batch.stale];
    const keys = all.flatMap((stale) => (stale === 'all' ? [] : [...stale]));
    await this.now(all.includes('all') ? 'all' : new Set(keys));
    return ok();
  }

  private async settle(): Promise<void> {
    const open = this.doubts.open();
    if (open === undefined) return;
    const forgotten = await this.forget(open.stale);
    if (forgotten.ok) open.settle();
    else this.report(forgotten.error);
  }

  private async forget(stale: Stale): AsyncResult<void> {
    if (stale === 'all') return this.entries.invalidateTags([ALL_TAG]);
    if (stale.size === 0) return ok();
    const deleted = await this.entries.deleteMany([...stale]);
    return deleted.ok ? ok() : deleted;
  }
}
