import { err, ok, type AsyncResult, type CacheLoader, type InfraError, type IoOptions, type Result } from '@infra/core';
import {
  compileGlob,
  createCacheCounters,
  createSingleFlight,
  runLoader,
  type CacheCounters,
  type CacheDriver,
  type CacheErrors,
  type Flight,
  type Reader,
  type SingleFlight,
  type WriteRules,
} from '@internal/cache-rules';
import { errors } from './errors.js';
import { handOut, isolated, shared, type Prepared } from './isolation.js';
import { LruStore, NEVER } from './lru-store.js';
import type { ResolvedOptions } from './options.js';
import { TurnTime } from './turn-time.js';

/** Names a key over all namespaces; begins with its path. */
function flightKey(path: string, key: string): string {
  return `${path}:${key}`;
}

/** The operations of the cache, on input that `CacheNamespace` has checked. */
export class MemoryDriver implements CacheDriver {
  readonly errors: CacheErrors = errors;
  readonly counters: CacheCounters = createCacheCounters();
  isClosed = false;
  private readonly options: ResolvedOptions;
  private readonly store: LruStore;
  private readonly flights: SingleFlight<Result<unknown>> = createSingleFlight();
  private readonly time: TurnTime;

  constructor(options: ResolvedOptions) {
    this.options = options;
    this.store = new LruStore(options);
    this.time = new TurnTime(options.clock);
  }

  get(path: string, key: string): AsyncResult<unknown> {
    return Promise.resolve(ok(this.read(path, key)));
  }

  getMany(path: string, keys: readonly string[]): AsyncResult<Map<string, unknown>> {
    const found = new Map<string, unknown>();
    for (const key of new Set(keys)) {
      const value = this.read(path, key);
      if (value !== undefined) found.set(key, value);
    }
    return Promise.resolve(ok(found));
  }

  set(
    path: string,
    entries: readonly (readonly [string, unknown])[],
    rules: WriteRules,
    _options: IoOptions | undefined,
    operation: 'set' | 'setMany',
  ): AsyncResult<void> {
    const prepared: (readonly [string, Prepared])[] = [];
    for (const [key, value] of entries) {
      const one = this.prepare(value, operation);
      if (!one.ok) return Promise.resolve(this.fail(one.error));
      prepared.push([key, one.value]);
    }
    for (const [key, one] of prepared) {
      this.invalidateFlight(path, key);
      this.write(path, key, one, rules);
    }
    return Promise.resolve(ok());
  }

  delete(path: string, keys: readonly string[]): AsyncResult<number> {
    let deleted = 0;
    for (const key of keys) {
      this.invalidateFlight(path, key);
      const entry = this.store.peek(path, key, this.time.exactly());
      if (entry === undefined) continue;
      this.store.remove(entry);
      deleted += 1;
    }
    this.counters.deletes += deleted;
    return Promise.resolve(ok(deleted));
  }

  has(path: string, key: string): AsyncResult<boolean> {
    return Promise.resolve(ok(this.store.peek(path, key, this.time.exactly()) !== undefined));
  }

  clear(path: string): AsyncResult<void> {
    this.flights.invalidateWhere((key) => key.startsWith(path));
    for (const entry of this.store.below(path)) this.store.remove(entry);
    return Promise.resolve(ok());
  }

  getOrSet(
    path: string,
    key: string,
    load: CacheLoader<unknown>,
    rules: WriteRules,
    reader: Reader<unknown> | undefined,
    options: IoOptions | undefined,
  ): AsyncResult<unknown> {
    const value = this.read(path, key);
    if (value !== undefined && reader === undefined) return Promise.resolve(ok(value));
    return this.fitOrLoad(path, key, value, load, rules, reader, options);
  }

  increment(path: string, key: string, delta: number, ttlMs: number): AsyncResult<number> {
    const now = this.time.exactly();
    const entry = this.store.read(path, key, now);
    const current = entry === undefined ? 0 : entry.value;
    const sum = typeof current === 'number' ? current + delta : Number.NaN;
    if (!Number.isSafeInteger(current) || !Number.isSafeInteger(sum)) {
      return Promise.resolve(this.fail(errors.notAnInteger(key)));
    }
    this.invalidateFlight(path, key);
    const expiresAt = entry === undefined ? this.expiry(ttlMs, now) : entry.expiresAt;
    const tags = entry === undefined ? [] : this.store.tagsOf(entry);
    this.store.write(path, { key, value: sum, bytes: 8, expiresAt, tags }, now);
    this.counters.writes += 1;
    return Promise.resolve(ok(sum));
  }

  invalidatePattern(path: string, pattern: string): AsyncResult<number> {
    const matches = compileGlob(pattern);
    const prefix = flightKey(path, '');
    this.flights.invalidateWhere((key) => key.startsWith(prefix) && matches(key.slice(prefix.length)));
    const entries = this.store.in(path).filter((entry) => matches(entry.key));
    const now = this.time.exactly();
    let deleted = 0;
    for (const entry of entries) {
      if (this.store.peek(path, entry.key, now) === undefined) continue;
      this.store.remove(entry);
      deleted += 1;
    }
    this.counters.deletes += deleted;
    return Promise.resolve(ok(deleted));
  }

  invalidateTags(path: string, tags: readonly string[]): AsyncResult<void> {
    const prefix = flightKey(path, '');
    this.flights.invalidateWhere((key, tagged) => key.startsWith(prefix) && tagged.some((tag) => tags.includes(tag)));
    for (const tag of tags) {
      for (const entry of this.store.tagged(path, tag)) this.store.remove(entry);
    }
    return Promise.resolve(ok());
  }

  size(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.store.entries, bytes: this.store.bytes };
  }

  close(): void {
    this.isClosed = true;
    this.flights.abortAll();
    this.store.clear();
  }

  private async fitOrLoad(
    path: string,
    key: string,
    found: unknown,
    load: CacheLoader<unknown>,
    rules: WriteRules,
    reader: Reader<unknown> | undefined,
    options: IoOptions | undefined,
  ): AsyncResult<unknown> {
    if (found !== undefined && reader !== undefined) {
      const fitting = await reader(found);
      if (fitting !== undefined) return ok(fitting);
      this.counters.hits -= 1;
      this.counters.misses += 1;
    }
    const outcome = await this.flights.run(
      flightKey(path, key),
      { tags: rules.tags, signal: options?.signal, cancelled: () => err(errors.cancelled('getOrSet')) },
      (flight) => this.load(path, key, load, rules, flight),
    );
    return outcome.ok ? ok(handOut(outcome.value)) : outcome;
  }

  private async load(
    path: string,
    key: string,
    load: CacheLoader<unknown>,
    rules: WriteRules,
    flight: Flight,
  ): AsyncResult<unknown> {
    this.counters.loads += 1;
    const loaded = await runLoader(load, flight, 'memory');
    if (!loaded.ok) {
      this.counters.loadFailures += 1;
      return loaded;
    }
    if (loaded.value === undefined) return loaded;
    const prepared = this.prepare(loaded.value, 'getOrSet');
    if (!prepared.ok) {
      this.report(prepared.error);
      return loaded;
    }
    if (flight.isCurrent && !this.isClosed) this.write(path, key, prepared.value, rules);
    return ok(prepared.value.value);
  }

  private read(path: string, key: string): unknown {
    const entry = this.store.read(path, key, this.time.roughly());
    if (entry === undefined) {
      this.counters.misses += 1;
      return undefined;
    }
    this.counters.hits += 1;
    return handOut(entry.value);
  }

  private prepare(value: unknown, operation: string): Result<Prepared> {
    const prepared = this.options.isolation === 'none' ? shared(value) : isolated(value);
    if (!prepared.ok) return err(errors.invalid(operation, `Only data can be cached: ${prepared.error}.`));
    const { bytes } = prepared.value;
    const limit = Math.min(this.options.maxValueBytes, this.options.maxBytes);
    if (bytes <= limit) return prepared;
    return err(
      errors.invalid(operation, `The value has about ${String(bytes)} bytes; at most ${String(limit)} are stored.`),
    );
  }

  private invalidateFlight(path: string, key: string): void {
    // Mostly nothing is under way, and then the name need not be made.
    if (this.flights.size > 0) this.flights.invalidate(flightKey(path, key));
  }

  private write(path: string, key: string, { value, bytes }: Prepared, rules: WriteRules): void {
    const now = this.time.exactly();
    this.store.write(path, { key, value, bytes, expiresAt: this.expiry(rules.ttlMs, now), tags: rules.tags }, now);
    this.counters.writes += 1;
  }

  private expiry(ttlMs: number, now: number): number {
    return ttlMs === Infinity ? NEVER : Math.ceil(now + ttlMs);
  }

  private fail(error: InfraError): Result<never> {
    this.counters.errors += 1;
    return err(error);
  }

  private report(error: InfraError): void {
    this.counters.errors += 1;
    try {
      this.options.onError(error);
    } catch {
      // An observer that throws must not turn a loaded value into a failure.
    }
  }
}
