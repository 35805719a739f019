import type { ClaimedMessage, Clock, InfraErrorJson, OutboxFailure, OutboxMessage } from '@infra/core';
import { copyOf } from '@internal/serialization';
import { keyedTable } from './keyed-table.js';
import type { Store } from './store.js';
import type { Table } from './table.js';

/** A message that was committed and is not published. */
interface Entry {
  readonly message: OutboxMessage;
  readonly appendedMs: number;
  attempts: number;
  dueMs: number;
  claim: { readonly token: string; readonly untilMs: number } | undefined;
  parked: { readonly reason: InfraErrorJson; readonly at: Date; readonly place: number } | undefined;
}

/** What the row of a message holds. */
export interface OutboxContent {
  readonly message: OutboxMessage;
  readonly appendedMs: number;
}

/** The messages of one outbox that were committed, and who has them. Times are on the monotonic clock. */
export class Outbox {
  /** What transactions write to; its rows stay until they are cleaned, so that no id comes twice. */
  readonly table: Table;
  readonly listeners = new Set<() => void>();
  private readonly clock: Clock;
  /** In the order of the commits. */
  private readonly open = new Map<string, Entry>();
  private readonly published = new Map<string, { readonly atMs: number; readonly token: string }>();
  private parkings = 0;

  constructor(name: string, store: Store, clock: Clock) {
    this.table = keyedTable(`message of ${name}`);
    this.clock = clock;
    store.watch(this.table, (rows) => {
      for (const row of rows) {
        const { message, appendedMs } = row['content'] as OutboxContent;
        this.open.set(message.id, {
          message,
          appendedMs,
          attempts: 0,
          dueMs: 0,
          claim: undefined,
          parked: undefined,
        });
      }
      if (rows.length > 0) this.wake();
    });
  }

  claim(token: string, limit: number, leaseMs: number): readonly ClaimedMessage[] {
    const nowMs = this.clock.monotonicMs();
    const blocked = new Set<string>();
    const taken: ClaimedMessage[] = [];
    for (const entry of this.open.values()) {
      if (taken.length === limit) break;
      const { key } = entry.message;
      if (entry.parked !== undefined || (key !== undefined && blocked.has(key))) continue;
      if (isHeld(entry, nowMs) || entry.dueMs > nowMs) {
        if (key !== undefined) blocked.add(key);
        continue;
      }
      entry.claim = { token, untilMs: nowMs + leaseMs };
      taken.push(shown(entry));
    }
    return taken;
  }

  complete(token: string, ids: ReadonlySet<string>): boolean {
    const nowMs = this.clock.monotonicMs();
    const isDone = (id: string): boolean => this.published.get(id)?.token === token;
    const held = this.heldBy(
      token,
      [...ids].filter((id) => !isDone(id)),
    );
    for (const [id] of held ?? []) {
      this.open.delete(id);
      this.published.set(id, { atMs: nowMs, token });
    }
    return held !== undefined;
  }

  fail(token: string, failures: ReadonlyMap<string, OutboxFailure>): boolean {
    const nowMs = this.clock.monotonicMs();
    const held = this.heldBy(token, [...failures.keys()]);
    for (const [id, entry] of held ?? []) {
      const failure = failures.get(id);
      if (failure === undefined) continue;
      entry.claim = undefined;
      entry.attempts += 1;
      if (failure.retryInMs === 'never') {
        this.parkings += 1;
        entry.parked = { reason: failure.error, at: this.clock.now(), place: this.parkings };
      } else {
        entry.dueMs = nowMs + failure.retryInMs;
      }
    }
    return held !== undefined;
  }

  release(token: string, ids: ReadonlySet<string>): boolean {
    const held = this.heldBy(token, [...ids]);
    for (const [, entry] of held ?? []) entry.claim = undefined;
    return held !== undefined;
  }

  counts(): { readonly pending: number; readonly claimed: number; readonly parked: number; readonly oldestMs: number } {
    const nowMs = this.clock.monotonicMs();
    const entries = [...this.open.values()];
    const waiting = entries.filter(({ parked }) => parked === undefined);
    const claimed = waiting.filter((entry) => isHeld(entry, nowMs)).length;
    return {
      pending: waiting.length - claimed,
      claimed,
      parked: entries.length - waiting.length,
      oldestMs: Math.max(0, ...waiting.slice(0, 1).map(({ appendedMs }) => nowMs - appendedMs)),
    };
  }

  /** Forgets what was published so long ago. Gives the ids. */
  clean(olderThanMs: number): readonly string[] {
    const untilMs = this.clock.monotonicMs() - olderThanMs;
    const old = [...this.published].filter(([, { atMs }]) => atMs < untilMs).map(([id]) => id);
    for (const id of old) this.published.delete(id);
    return old;
  }

  /** Last parked first. */
  parked(): readonly (ClaimedMessage & { readonly reason: InfraErrorJson; readonly parkedAt: Date })[] {
    return [...this.open.values()]
      .flatMap((entry) => (entry.parked === undefined ? [] : [{ entry, parked: entry.parked }]))
      .sort((a, b) => b.parked.place - a.parked.place)
      .map(({ entry, parked: { reason, at } }) => ({ ...shown(entry), reason, parkedAt: new Date(at) }));
  }

  replay(id: string): boolean {
    const entry = this.open.get(id);
    if (entry?.parked === undefined) return false;
    entry.parked = undefined;
    entry.attempts = 0;
    entry.dueMs = 0;
    return true;
  }

  /** Forgets what is parked. Gives the ids. */
  clear(): readonly string[] {
    const ids = this.parked().map(({ id }) => id);
    for (const id of ids) this.open.delete(id);
    return ids;
  }

  /** All of these, if the claim has them all and its lease is not over. */
  private heldBy(token: string, ids: readonly string[]): ReadonlyMap<string, Entry> | undefined {
    const nowMs = this.clock.monotonicMs();
    const held = new Map<string, Entry>();
    for (const id of ids) {
      const entry = this.open.get(id);
      if (entry?.claim?.token !== token || !isHeld(entry, nowMs)) return undefined;
      held.set(id, entry);
    }
    return held;
  }

  /** When whoever commits is done with it. */
  private wake(): void {
    for (const listener of this.listeners) {
      queueMicrotask(() => {
        try {
          if (this.listeners.has(listener)) listener();
        } catch {
          // Whoever listens must not throw; what it throws must harm nobody else.
        }
      });
    }
  }
}

function isHeld({ claim }: Entry, nowMs: number): boolean {
  return claim !== undefined && claim.untilMs > nowMs;
}

function shown({ message, attempts }: Entry): ClaimedMessage {
  return { ...(copyOf(message) as OutboxMessage), attempts };
}
