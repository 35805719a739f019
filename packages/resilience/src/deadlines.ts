import type { Clock } from '@infra/core';

/** Something that has until then to be done. It is its own place in the list. */
export abstract class Deadline {
  dueMs: number = 0;
  previous: Deadline | undefined = undefined;
  following: Deadline | undefined = undefined;
  isWaiting: boolean = false;

  /** Called when the time is over. It must not throw. */
  abstract expire(): void;
}

/**
 * Deadlines that all lie the same time ahead, so that they fall due in the order in which they came: a list and one timer, where a
 * timer for every call would cost more than the rest of the layer. The timer stays for a while when the last deadline goes, and
 * then finds nothing to do; it does not hold the process.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #limitMs: number;
  #first: Deadline | undefined;
  #last: Deadline | undefined;
  #isArmed = false;

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock;
    this.#limitMs = limitMs;
  }

  add(deadline: Deadline): void {
    deadline.dueMs = this.#clock.monotonicMs() + this.#limitMs;
    deadline.isWaiting = true;
    deadline.previous = this.#last;
    if (this.#last === undefined) this.#first = deadline;
    else this.#last.following = deadline;
    this.#last = deadline;
    if (!this.#isArmed) this.#arm(this.#limitMs);
  }

  remove(deadline: Deadline): void {
    if (!deadline.isWaiting) return;
    deadline.isWaiting = false;
    const { previous, following } = deadline;
    if (previous === undefined) this.#first = following;
    else previous.following = following;
    if (following === undefined) this.#last = previous;
    else following.previous = previous;
    deadline.previous = undefined;
    deadline.following = undefined;
  }

  #arm(delayMs: number): void {
    this.#isArmed = true;
    this.#clock.schedule(delayMs, () => this.#due());
  }

  #due(): void {
    this.#isArmed = false;
    const nowMs = this.#clock.monotonicMs();
    // What expires may add a deadline, which lies ahead.
    for (let first = this.#first; first !== undefined && first.dueMs <= nowMs; first = this.#first) {
      this.remove(first);
      first.expire();
    }
    if (this.#first !== undefined && !this.#isArmed) this.#arm(this.#first.dueMs - nowMs);
  }
}
