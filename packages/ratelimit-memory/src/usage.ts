/** What a key has used up. */
export interface Usage {
  /** Units that had yet to drain at `at`. */
  used: number;
  /** Microseconds, on a clock that never goes back. */
  at: number;
}

/**
 * The keys whose allowance is not full, in two generations. After a window without a call everything has drained: so when a generation
 * has been closed for a window it is dropped as a whole, and nothing is ever searched for what may be forgotten.
 */
export class UsageStore {
  private readonly maxKeys: number;
  private readonly windowTicks: number;
  private young = new Map<string, Usage>();
  private old = new Map<string, Usage>();
  private youngSince = 0;

  constructor(maxKeys: number, windowTicks: number) {
    this.maxKeys = maxKeys;
    this.windowTicks = windowTicks;
  }

  get size(): number {
    return this.young.size + this.old.size;
  }

  /** What is known of a key; undefined where its allowance is full. */
  find(key: string, now: number): Usage | undefined {
    if (now - this.youngSince >= this.windowTicks) this.turn(now);
    return this.young.get(key) ?? this.old.get(key);
  }

  /** Remembers what a key has used up. Where there is no room, those go that nobody has taken from for longest. */
  keep(key: string, usage: Usage): void {
    if (this.young.has(key)) return;
    if (!this.old.delete(key) && this.size >= this.maxKeys) this.dropOne();
    this.young.set(key, usage);
  }

  forget(key: string): void {
    this.young.delete(key);
    this.old.delete(key);
  }

  clear(): void {
    this.young.clear();
    this.old.clear();
  }

  private turn(now: number): void {
    // What was written before the last turn has had a window to drain; after two windows without a call, everything has.
    this.old = now - this.youngSince >= 2 * this.windowTicks ? new Map<string, Usage>() : this.young;
    this.young = new Map<string, Usage>();
    this.youngSince = now;
  }

  private dropOne(): void {
    const generation = this.old.size > 0 ? this.old : this.young;
    const [first] = generation.keys();
    if (first !== undefined) generation.delete(first);
  }
}
