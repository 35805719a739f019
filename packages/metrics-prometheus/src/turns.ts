/** How long one turn of the event loop may render, in milliseconds, before others have theirs. */
const TURN_MS = 2;

export interface Turn {
  isOver(): boolean;
}

/** Turns of the event loop, one after another however many wait for one: two scrapes at once never share one. */
export class Turns {
  private last: Promise<void> = Promise.resolve();

  /** Settles at the beginning of a turn. */
  async next(): Promise<Turn> {
    const mine = this.last.then(() => new Promise<void>((resolve) => setImmediate(resolve)));
    this.last = mine;
    await mine;
    const endsAt = performance.now() + TURN_MS;
    return { isOver: () => performance.now() >= endsAt };
  }
}
