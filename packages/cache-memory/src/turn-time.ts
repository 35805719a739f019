import type { Clock } from '@infra/core';

/** How many readings one look at the clock may serve. */
const READINGS = 64;

/** How long one look at the clock may serve, where the event loop turns. */
const RESOLUTION_MS = 1;

/**
 * Time for readers, which a look at the clock would cost more than the look-up itself: one look serves for a millisecond and
 * at most 64 readings. Counted from the beginning, so that times are small integers for V8 to keep unboxed.
 */
export class TurnTime {
  private readonly clock: Clock;
  private readonly origin: number;
  private readings = 0;
  private last = 0;
  private willForget = false;

  constructor(clock: Clock) {
    this.clock = clock;
    this.origin = clock.monotonicMs();
  }

  /** The time now. For writers: what is late here would shorten a life. */
  exactly(): number {
    return this.clock.monotonicMs() - this.origin;
  }

  /** The time now or, within a turn of the event loop, a little earlier. */
  roughly(): number {
    if (this.readings > 0) {
      this.readings -= 1;
      return this.last;
    }
    this.last = this.exactly();
    this.readings = READINGS - 1;
    if (!this.willForget) {
      this.willForget = true;
      this.clock.schedule(RESOLUTION_MS, this.forget);
    }
    return this.last;
  }

  private readonly forget = (): void => {
    this.readings = 0;
    this.willForget = false;
  };
}
