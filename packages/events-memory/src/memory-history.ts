import type { Clock } from '@infra/core';
import { matches, type HistoryRange } from '@internal/event-rules';
import type { MemoryEvent } from './delivery.js';

interface Entry {
  readonly place: number;
  readonly atMs: number;
  readonly event: MemoryEvent;
}

/** The events that were published last. */
export class MemoryHistory {
  private readonly clock: Clock;
  private readonly keep: number;
  private entries: Entry[] = [];
  private places = 0;

  constructor(clock: Clock, keep: number) {
    this.clock = clock;
    this.keep = keep;
  }

  add(event: MemoryEvent): void {
    if (this.keep === 0) return;
    this.places += 1;
    this.entries.push({ place: this.places, atMs: this.clock.now().getTime(), event });
    // Dropped by the half: a copy of the list for every event would cost more than the event.
    if (this.entries.length >= this.keep * 2) this.entries = this.entries.slice(-this.keep);
  }

  /** What was published from there on; undefined where the place is not in it. */
  from({ sinceMs, afterId }: Pick<HistoryRange, 'sinceMs' | 'afterId'>): readonly Entry[] | undefined {
    let kept: readonly Entry[] = this.entries.slice(-this.keep);
    if (this.keep === 0) kept = [];
    if (afterId !== undefined) {
      const at = kept.findIndex(({ event }) => event.id === afterId);
      if (at < 0) return undefined;
      kept = kept.slice(at + 1);
    }
    return sinceMs === undefined ? kept : kept.filter(({ atMs }) => atMs >= sinceMs);
  }

  /** A page of it, and where the next one begins. */
  page(range: HistoryRange): { readonly events: readonly MemoryEvent[]; readonly nextCursor?: string } | undefined {
    const { pattern = '*', cursor, limit } = range;
    const after = cursor === undefined ? 0 : Number(cursor);
    const found = this.from(range)?.filter(({ place, event }) => place > after && matches(pattern, event.type));
    if (found === undefined) return undefined;
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    const events = shown.map(({ event }) => event);
    return found.length > limit && last !== undefined ? { events, nextCursor: String(last.place) } : { events };
  }
}
