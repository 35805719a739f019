/** More than this many keys are as many as all. */
const MOST_KEYS = 1_000;

/** What a write has made stale: some keys, or every entry. */
export type Stale = ReadonlySet<string> | 'all';

/** What the cache may still have although it is stale, for the cache failed when it was to be forgotten: it must not be read. */
export class Doubts {
  /** Each key with when it was last doubted: a doubt that came up while an older one was being settled stays. */
  private readonly keys = new Map<string, number>();
  private all: number | undefined;
  private now = 0;

  add(stale: Stale): void {
    this.now += 1;
    if (stale === 'all') this.all = this.now;
    else for (const key of stale) this.keys.set(key, this.now);
    if (this.keys.size > MOST_KEYS) this.all = this.now;
    if (this.all === this.now) this.keys.clear();
  }

  has(key: string): boolean {
    return this.all !== undefined || this.keys.has(key);
  }

  /** All that is in doubt now; undefined for nothing. `settle` ends these doubts and no later ones. */
  open(): { readonly stale: Stale; settle(): void } | undefined {
    const { now } = this;
    if (this.all === undefined && this.keys.size === 0) return undefined;
    return {
      stale: this.all === undefined ? new Set(this.keys.keys()) : 'all',
      settle: () => {
        if (this.all !== undefined && this.all <= now) this.all = undefined;
        for (const [key, since] of this.keys) if (since <= now) this.keys.delete(key);
      },
    };
  }
}
