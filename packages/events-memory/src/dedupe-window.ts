import type { Clock } from '@infra/core';

/** Ids that were given, for as long as they are taken. All are taken equally long, so they expire in the order in which they came. */
export class DedupeWindow {
  private readonly clock: Clock;
  private readonly windowMs: number;
  private readonly until = new Map<string, number>();

  constructor(clock: Clock, windowMs: number) {
    this.clock = clock;
    this.windowMs = windowMs;
  }

  /** Whether the id was free. It is not from now on. */
  take(id: string): boolean {
    const now = this.clock.monotonicMs();
    for (const [old, endsMs] of this.until) {
      if (endsMs > now) break;
      this.until.delete(old);
    }
    if (this.until.has(id)) return false;
    this.until.set(id, now + this.windowMs);
    return true;
  }
}
