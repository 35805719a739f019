/** Reads under way, by name: who wants the same entry in the same moment shares one. */
export class SharedReads<T> {
  private readonly reads = new Map<string, Promise<T>>();

  get size(): number {
    return this.reads.size;
  }

  /** What `use` makes of the read under way or, where there is none, of the one that `start` begins. */
  share<U>(name: string, start: () => Promise<T>, use: (found: T) => U | Promise<U>): Promise<U> {
    const underWay = this.reads.get(name);
    if (underWay !== undefined) return underWay.then(use);
    const read = start();
    this.reads.set(name, read);
    // Who began the read hears of it first: it ends here, in the same breath as what follows from it begins, so that
    // nobody comes in between.
    return read.then((found) => {
      if (this.reads.get(name) === read) this.reads.delete(name);
      return use(found);
    });
  }

  /** Later callers do not join a read that began before this; those who wait for it still get it. */
  drop(name: string): void {
    this.reads.delete(name);
  }

  dropWhere(matches: (name: string) => boolean): void {
    for (const name of this.reads.keys()) {
      if (matches(name)) this.reads.delete(name);
    }
  }
}
