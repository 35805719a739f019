/** The newest entries, in order. Dropping the oldest costs the same however many there are. */
export class Ring<T> {
  dropped = 0;
  private readonly max: number;
  private entries: T[] = [];
  private oldest = 0;

  constructor(max: number) {
    this.max = max;
  }

  add(entry: T): void {
    if (this.entries.length < this.max) {
      this.entries.push(entry);
      return;
    }
    this.entries[this.oldest] = entry;
    this.oldest = (this.oldest + 1) % this.max;
    this.dropped += 1;
  }

  toArray(): readonly T[] {
    return [...this.entries.slice(this.oldest), ...this.entries.slice(0, this.oldest)];
  }

  clear(): void {
    this.entries = [];
    this.oldest = 0;
    this.dropped = 0;
  }
}
