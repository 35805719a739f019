/** Where an entry lives: one namespace. */
export interface Space {
  readonly path: string;
  readonly entries: Map<string, Entry>;
  /** Tagged entries by tag, and back: kept beside the entries, so that one without tags pays nothing. */
  readonly byTag: Map<string, Set<Entry>>;
  readonly tagsOf: Map<Entry, readonly string[]>;
}

/** Eight fields and no more: with its place in the map, an entry costs about 120 bytes beside key and value. */
export interface Entry {
  readonly key: string;
  readonly space: Space;
  readonly value: unknown;
  /** Milliseconds on the store's clock; `NEVER` for no expiry. Small integers, because V8 boxes every other number. */
  readonly expiresAt: number;
  readonly bytes: number;
  newer: Entry | undefined;
  older: Entry | undefined;
}

export const NEVER = -1;

/** What the place in the map, the links and the key cost beside the value. */
const ENTRY_BYTES = 120;

export interface LruLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

export interface NewEntry {
  readonly key: string;
  readonly value: unknown;
  /** Estimated bytes of the value. */
  readonly bytes: number;
  readonly expiresAt: number;
  readonly tags: readonly string[];
}

/**
 * Entries of all namespaces in one order of use, bounded by number and bytes.
 * Own code, because a linked list through the entries costs half the heap of a general LRU with TTL and sizes, and takes
 * the time from its caller.
 */
export class LruStore {
  private readonly spaces = new Map<string, Space>();
  private readonly limits: LruLimits;
  entries = 0;
  bytes = 0;
  /** The namespace that was read last: finding it again costs as much as finding the entry. */
  private recent: Space | undefined;
  private newest: Entry | undefined;
  private oldest: Entry | undefined;

  constructor(limits: LruLimits) {
    this.limits = limits;
  }

  /** The live entry, which becomes the most recently used one. */
  read(path: string, key: string, now: number): Entry | undefined {
    const entry = this.peek(path, key, now);
    if (entry !== undefined && entry !== this.newest) {
      this.unlink(entry);
      this.link(entry);
    }
    return entry;
  }

  /** The live entry, without using it. An expired one goes. */
  peek(path: string, key: string, now: number): Entry | undefined {
    if (this.recent?.path !== path) this.recent = this.spaces.get(path);
    const entry = this.recent?.entries.get(key);
    if (entry === undefined || entry.expiresAt === NEVER || entry.expiresAt > now) return entry;
    this.remove(entry);
    return undefined;
  }

  write(path: string, { key, value, bytes, expiresAt, tags }: NewEntry, now: number): void {
    const space = this.space(path);
    // Its place in the map is taken over: to delete and add costs more than all the rest.
    const previous = space.entries.get(key);
    if (previous !== undefined) this.detach(previous);
    const size = bytes + ENTRY_BYTES + 2 * key.length;
    const entry: Entry = { key, space, value, expiresAt, bytes: size, newer: undefined, older: undefined };
    space.entries.set(key, entry);
    if (tags.length > 0) {
      space.tagsOf.set(entry, tags);
      for (const tag of tags) {
        const tagged = space.byTag.get(tag);
        if (tagged === undefined) space.byTag.set(tag, new Set([entry]));
        else tagged.add(entry);
      }
    }
    this.entries += 1;
    this.bytes += size;
    this.link(entry);
    this.evict(now);
  }

  remove(entry: Entry): void {
    const { space } = entry;
    this.detach(entry);
    space.entries.delete(entry.key);
    if (space.entries.size > 0) return;
    this.spaces.delete(space.path);
    this.recent = undefined;
  }

  tagsOf(entry: Entry): readonly string[] {
    return entry.space.tagsOf.get(entry) ?? [];
  }

  /** Entries of this namespace alone. */
  in(path: string): readonly Entry[] {
    return [...(this.spaces.get(path)?.entries.values() ?? [])];
  }

  tagged(path: string, tag: string): readonly Entry[] {
    return [...(this.spaces.get(path)?.byTag.get(tag) ?? [])];
  }

  /** Entries of this namespace and of those below it. */
  below(path: string): readonly Entry[] {
    return [...this.spaces.values()]
      .filter((space) => space.path.startsWith(path))
      .flatMap((space) => [...space.entries.values()]);
  }

  clear(): void {
    this.spaces.clear();
    this.recent = undefined;
    this.newest = undefined;
    this.oldest = undefined;
    this.entries = 0;
    this.bytes = 0;
  }

  private space(path: string): Space {
    const existing = this.spaces.get(path);
    if (existing !== undefined) return existing;
    const created: Space = { path, entries: new Map(), byTag: new Map(), tagsOf: new Map() };
    this.spaces.set(path, created);
    return created;
  }

  /** Takes an entry out of everything but the map. */
  private detach(entry: Entry): void {
    const { byTag, tagsOf } = entry.space;
    if (tagsOf.size > 0) {
      for (const tag of this.tagsOf(entry)) {
        const tagged = byTag.get(tag);
        tagged?.delete(entry);
        if (tagged?.size === 0) byTag.delete(tag);
      }
      tagsOf.delete(entry);
    }
    this.entries -= 1;
    this.bytes -= entry.bytes;
    this.unlink(entry);
  }

  private evict(now: number): void {
    // A little tidying on every write: expired entries that nobody reads leave before live ones have to.
    if (this.oldest !== undefined && this.oldest.expiresAt !== NEVER && this.oldest.expiresAt <= now) {
      this.remove(this.oldest);
    }
    while (this.oldest !== undefined && (this.entries > this.limits.maxEntries || this.bytes > this.limits.maxBytes)) {
      this.remove(this.oldest);
    }
  }

  private link(entry: Entry): void {
    entry.older = this.newest;
    entry.newer = undefined;
    if (this.newest === undefined) this.oldest = entry;
    else this.newest.newer = entry;
    this.newest = entry;
  }

  private unlink(entry: Entry): void {
    if (entry.newer === undefined) this.newest = entry.older;
    else entry.newer.older = entry.older;
    if (entry.older === undefined) this.oldest = entry.newer;
    else entry.older.newer = entry.newer;
    entry.newer = undefined;
    entry.older = undefined;
  }
}
