import { Buffer } from 'node:buffer';
import {
  err,
  InfraError,
  ok,
  type AsyncResult,
  type CacheLoader,
  type Health,
  type IoOptions,
  type OnError,
  type Result,
} from '@infra/core';
import { settleOnAbort } from '@internal/abort';
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
import { deserialize, serialize } from '@internal/serialization';
import type { CacheStore } from './store.js';

export interface StoreDriverOptions {
  readonly provider: string;
  readonly errors: CacheErrors;
  /** In bytes of UTF-8, serialised; a larger value is a `validation` error. */
  readonly maxValueBytes: number;
  /** Told of what `getOrSet` covered up, and of entries that cannot be read. */
  readonly onError: OnError;
}

/** What one flight found or loaded: a text, of which each who waits makes a value of its own, or a value that is no data. */
interface Landed {
  readonly text: string | undefined;
  readonly value: unknown;
  readonly isHit: boolean;
}

/**
 * A cache over a store of texts: values in and out, counting, one load for all who wait in this process, and whatever else does not
 * depend on where the texts are.
 */
export class StoreDriver implements CacheDriver {
  readonly errors: CacheErrors;
  readonly counters: CacheCounters = createCacheCounters();
  isClosed = false;
  private readonly store: CacheStore;
  private readonly options: StoreDriverOptions;
  private readonly flights: SingleFlight<Result<Landed>> = createSingleFlight();
  private closing: AsyncResult<void> | undefined;

  constructor(store: CacheStore, options: StoreDriverOptions) {
    this.store = store;
    this.options = options;
    this.errors = options.errors;
  }

  async get(path: string, key: string, options: IoOptions | undefined): AsyncResult<unknown> {
    const found = await this.read('get', path, [key], options);
    return found.ok ? ok(found.value.get(key)) : found;
  }

  async getMany(
    path: string,
    keys: readonly string[],
    options: IoOptions | undefined,
  ): AsyncResult<Map<string, unknown>> {
    return this.read('getMany', path, [...new Set(keys)], options);
  }

  async set(
    path: string,
    entries: readonly (readonly [string, unknown])[],
    rules: WriteRules,
    options: IoOptions | undefined,
    operation: 'set' | 'setMany',
  ): AsyncResult<void> {
    const texts: (readonly [string, string])[] = [];
    for (const [key, value] of entries) {
      const text = this.textOf(value, operation);
      if (!text.ok) return this.counted(text);
      texts.push([key, text.value]);
    }
    for (const [key] of texts) this.flights.invalidate(flightKey(path, key));
    const written = await this.call(operation, options, (signal) => this.store.write(path, texts, rules, signal));
    if (written.ok) this.counters.writes += texts.length;
    return written;
  }

  async delete(path: string, keys: readonly string[], options: IoOptions | undefined): AsyncResult<number> {
    for (const key of keys) this.flights.invalidate(flightKey(path, key));
    const operation = keys.length === 1 ? 'delete' : 'deleteMany';
    return this.deletes(await this.call(operation, options, (signal) => this.store.delete(path, keys, signal)));
  }

  async has(path: string, key: string, options: IoOptions | undefined): AsyncResult<boolean> {
    const found = await this.call('has', options, (signal) => this.store.read(path, [key], signal));
    return found.ok ? ok(found.value.has(key)) : found;
  }

  async clear(path: string, options: IoOptions | undefined): AsyncResult<void> {
    this.flights.invalidateWhere((key) => key.startsWith(path));
    return this.call('clear', options, (signal) => this.store.clear(path, signal));
  }

  async getOrSet(
    path: string,
    key: string,
    load: CacheLoader<unknown>,
    rules: WriteRules,
    reader: Reader<unknown> | undefined,
    options: IoOptions | undefined,
  ): AsyncResult<unknown> {
    const { counters, errors } = this;
    const sharing = { tags: rules.tags, signal: options?.signal, cancelled: () => err(errors.cancelled('getOrSet')) };
    const share = (start: (flight: Flight) => AsyncResult<Landed>): AsyncResult<Landed> =>
      this.flights.run(flightKey(path, key), sharing, start);

    // Looking is part of the flight: who looks while another loads would find nothing, and load once more.
    let landed = await share(
      async (flight) => (await this.find(path, key, flight)) ?? this.load(path, key, load, rules, flight),
    );
    if (landed.ok && landed.value.isHit) {
      const own = this.own(landed.value);
      const fitting = reader === undefined ? own : await reader(own);
      if (fitting !== undefined) {
        counters.hits += 1;
        return ok(fitting);
      }
      landed = await share((flight) => this.load(path, key, load, rules, flight));
    }
    counters.misses += 1;
    return landed.ok ? ok(this.own(landed.value)) : landed;
  }

  async increment(
    path: string,
    key: string,
    delta: number,
    ttlMs: number,
    options: IoOptions | undefined,
  ): AsyncResult<number> {
    this.flights.invalidate(flightKey(path, key));
    const sum = await this.call('increment', options, (signal) =>
      this.store.increment(path, key, delta, ttlMs, signal),
    );
    if (!sum.ok) return sum;
    if (sum.value === undefined) return this.counted(err(this.errors.notAnInteger(key)));
    this.counters.writes += 1;
    return ok(sum.value);
  }

  async invalidatePattern(path: string, pattern: string, options: IoOptions | undefined): AsyncResult<number> {
    const matches = compileGlob(pattern);
    const prefix = flightKey(path, '');
    this.flights.invalidateWhere((key) => key.startsWith(prefix) && matches(key.slice(prefix.length)));
    return this.deletes(
      await this.call('invalidatePattern', options, (signal) => this.store.deleteMatching(path, pattern, signal)),
    );
  }

  async invalidateTags(path: string, tags: readonly string[], options: IoOptions | undefined): AsyncResult<void> {
    const prefix = flightKey(path, '');
    this.flights.invalidateWhere((key, tagged) => key.startsWith(prefix) && tagged.some((tag) => tags.includes(tag)));
    return this.call('invalidateTags', options, (signal) => this.store.deleteTagged(path, tags, signal));
  }

  async health(signal: AbortSignal | undefined): AsyncResult<Health> {
    if (signal?.aborted === true) return err(this.errors.cancelled('health'));
    if (this.isClosed) return ok({ status: 'down', latencyMs: 0, reason: 'The cache is closed.' });
    return this.call('health', { signal }, () => this.store.health(signal));
  }

  /** Ends the loads under way and then the store, once; whoever asks again waits for the same end. */
  close(deadlineMs: number): AsyncResult<void> {
    if (this.closing !== undefined) return this.closing;
    this.isClosed = true;
    this.flights.abortAll();
    this.closing = this.call('close', undefined, () => this.store.close(deadlineMs));
    return this.closing;
  }

  /** What is there; undefined for nothing, and for a store that fails: that is no reason not to load. */
  private async find(path: string, key: string, { signal }: Flight): Promise<Result<Landed> | undefined> {
    const found = await this.call('getOrSet', { signal }, () => this.store.read(path, [key], signal));
    if (!found.ok) {
      this.report(found.error);
      return undefined;
    }
    const text = found.value.get(key);
    if (text === undefined || this.valueOf(text, 'getOrSet') === undefined) return undefined;
    return ok({ text, value: undefined, isHit: true });
  }

  private async load(
    path: string,
    key: string,
    load: CacheLoader<unknown>,
    rules: WriteRules,
    flight: Flight,
  ): AsyncResult<Landed> {
    this.counters.loads += 1;
    const loaded = await runLoader(load, flight, this.options.provider);
    if (!loaded.ok) {
      this.counters.loadFailures += 1;
      return loaded;
    }
    const asItIs = ok({ text: undefined, value: loaded.value, isHit: false });
    if (loaded.value === undefined) return asItIs;
    const text = this.textOf(loaded.value, 'getOrSet');
    if (!text.ok) {
      this.counters.errors += 1;
      this.report(text.error);
      return asItIs;
    }
    if (flight.isCurrent && !this.isClosed) {
      const entries = [[key, text.value]] as const;
      const written = await this.call('getOrSet', undefined, () => this.store.write(path, entries, rules, undefined));
      if (written.ok) this.counters.writes += 1;
      else this.report(written.error);
    }
    return ok({ text: text.value, value: undefined, isHit: false });
  }

  private own({ text, value }: Landed): unknown {
    return text === undefined ? value : this.valueOf(text, 'getOrSet');
  }

  private async read(
    operation: string,
    path: string,
    keys: readonly string[],
    options: IoOptions | undefined,
  ): AsyncResult<Map<string, unknown>> {
    const texts = await this.call(operation, options, (signal) => this.store.read(path, keys, signal));
    if (!texts.ok) return texts;
    const values = new Map<string, unknown>();
    for (const key of keys) {
      const text = texts.value.get(key);
      const value = text === undefined ? undefined : this.valueOf(text, operation);
      if (value !== undefined) values.set(key, value);
    }
    this.counters.hits += values.size;
    this.counters.misses += keys.length - values.size;
    return ok(values);
  }

  private textOf(value: unknown, operation: string): Result<string> {
    const text = serialize(value);
    if (!text.ok) return err(this.errors.invalid(operation, `Only data can be cached: ${text.error}.`));
    const bytes = Buffer.byteLength(text.value);
    const { maxValueBytes } = this.options;
    if (bytes <= maxValueBytes) return text;
    const problem = `The value has ${String(bytes)} bytes; at most ${String(maxValueBytes)} are stored.`;
    return err(this.errors.invalid(operation, problem));
  }

  /** A text that no cache wrote is a miss, and reported. */
  private valueOf(text: string, operation: string): unknown {
    const value = deserialize(text);
    if (value.ok) return value.value;
    this.counters.errors += 1;
    this.report(InfraError.from(value.error, this.options.provider, `cache.${operation}`));
    return undefined;
  }

  /** Asks the store. Whoever aborts is answered at once; a failure is counted, a throw is one. */
  private async call<T>(
    operation: string,
    options: IoOptions | undefined,
    ask: (signal: AbortSignal | undefined) => AsyncResult<T>,
  ): AsyncResult<T> {
    const { errors, options: own } = this;
    const signal = options?.signal;
    const asking = ask(signal).catch((cause: unknown) =>
      err(InfraError.from(cause, own.provider, `cache.${operation}`)),
    );
    return this.counted(await settleOnAbort(asking, signal, () => err(errors.cancelled(operation))));
  }

  private counted<T>(result: Result<T>): Result<T> {
    if (!result.ok && result.error.code !== 'cancelled') this.counters.errors += 1;
    return result;
  }

  private deletes(deleted: Result<number>): Result<number> {
    if (deleted.ok) this.counters.deletes += deleted.value;
    return deleted;
  }

  private report(error: InfraError): void {
    try {
      this.options.onError(error);
    } catch {
      // An observer that throws must not turn a loaded value into a failure.
    }
  }
}

/** Names a key over all namespaces; begins with its path. */
function flightKey(path: string, key: string): string {
  return `${path}:${key}`;
}
