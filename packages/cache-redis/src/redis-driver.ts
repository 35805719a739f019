import { ok, type AsyncResult, type CacheLoader, type IoOptions, type Result } from '@infra/core';
import {
  compileGlob,
  escapeRedisGlob,
  toRedisGlob,
  type CacheCounters,
  type CacheDriver,
  type CacheErrors,
  type Reader,
  type WriteRules,
} from '@internal/cache-rules';
import { errors } from './errors.js';
import { RedisLoads } from './redis-loads.js';
import { scanNames } from './redis-scan.js';
import { entryKey, tagPrefix, ttlArgument, type RedisStore } from './redis-store.js';

/** Keys of one command: Lua cannot take more than some thousands, and nobody should wait for so many. */
const CHUNK = 500;

function* chunks<T>(items: readonly T[]): Iterable<readonly T[]> {
  for (let start = 0; start < items.length; start += CHUNK) yield items.slice(start, start + CHUNK);
}

/** The operations of the cache, on input that `CacheNamespace` has checked. */
export class RedisDriver implements CacheDriver {
  readonly errors: CacheErrors = errors;
  readonly counters: CacheCounters;
  private readonly store: RedisStore;
  private readonly loads: RedisLoads;

  constructor(store: RedisStore) {
    this.store = store;
    this.counters = store.counters;
    this.loads = new RedisLoads(store);
  }

  get isClosed(): boolean {
    return this.store.isClosed;
  }

  get(path: string, key: string, options: IoOptions | undefined): AsyncResult<unknown> {
    return this.store.readPayload('get', path, key, options?.signal).then(this.readGot);
  }

  getMany(path: string, keys: readonly string[], options: IoOptions | undefined): AsyncResult<Map<string, unknown>> {
    return keys.length <= CHUNK
      ? this.readChunk(path, keys, options).then(this.told)
      : this.readChunks(path, [...new Set(keys)], options);
  }

  set(
    path: string,
    entries: readonly (readonly [string, unknown])[],
    rules: WriteRules,
    options: IoOptions | undefined,
    operation: 'set' | 'setMany',
  ): AsyncResult<void> {
    const only = entries[0];
    if (only === undefined || entries.length > 1) return this.setMany(path, entries, rules, options);
    const payload = this.store.encode(operation, only[1]);
    if (!payload.ok) return Promise.resolve(this.store.fail(payload.error));
    this.loads.invalidate(path, only[0]);
    return this.store.write(operation, path, only[0], payload.value, rules, options?.signal).then(this.told);
  }

  async delete(path: string, keys: readonly string[], options: IoOptions | undefined): AsyncResult<number> {
    const operation = keys.length === 1 ? 'delete' : 'deleteMany';
    for (const key of keys) this.loads.invalidate(path, key);
    const counts = await Promise.all(
      [...chunks(keys)].map((chunk) => this.store.delete(operation, path, chunk, options?.signal)),
    );
    return this.sum(counts);
  }

  async has(path: string, key: string, options: IoOptions | undefined): AsyncResult<boolean> {
    const exists = await this.store.exists(path, key, options?.signal);
    return exists.ok ? exists : this.store.fail(exists.error);
  }

  async clear(path: string, options: IoOptions | undefined): AsyncResult<void> {
    this.loads.invalidateBelow(path);
    // Everything of the namespace: entries, fences of loads under way, tags, and the namespaces below.
    const scanned = await scanNames(this.store, 'clear', `${escapeRedisGlob(path)}*`, options?.signal, (names) =>
      this.store.connection.send(
        'clear',
        options?.signal,
        (client) => client.unlink(...names),
        (count) => ok(count),
      ),
    );
    return scanned.ok ? ok() : this.store.fail(scanned.error);
  }

  getOrSet(
    path: string,
    key: string,
    load: CacheLoader<unknown>,
    rules: WriteRules,
    reader: Reader<unknown> | undefined,
    options: IoOptions | undefined,
  ): AsyncResult<unknown> {
    return this.loads.getOrSet({ path, key, load, rules, reader }, options);
  }

  async increment(
    path: string,
    key: string,
    delta: number,
    ttlMs: number,
    options: IoOptions | undefined,
  ): AsyncResult<number> {
    this.loads.invalidate(path, key);
    const args = [tagPrefix(path), delta, ttlArgument(ttlMs)];
    const sum = await this.store.run('increment', 'INCREMENT', [entryKey(path, key)], args, options?.signal, (reply) =>
      ok(typeof reply === 'number' ? reply : undefined),
    );
    if (!sum.ok) return this.store.fail(sum.error);
    if (sum.value === undefined) return this.store.fail(errors.notAnInteger(key));
    this.counters.writes += 1;
    return ok(sum.value);
  }

  async invalidatePattern(path: string, pattern: string, options: IoOptions | undefined): AsyncResult<number> {
    const matches = compileGlob(pattern);
    this.loads.invalidateKeys(path, matches);
    const prefix = entryKey(path, '');
    let deleted = 0;
    // The set finds entries and the fences of loads under way in one go; Redis sieves coarsely, `matches` exactly.
    const glob = `${escapeRedisGlob(path)}[:!]${toRedisGlob(pattern)}`;
    const scanned = await scanNames(this.store, 'invalidatePattern', glob, options?.signal, async (names) => {
      const keys = [...new Set(names.map((name) => name.slice(prefix.length)))].filter(matches);
      if (keys.length === 0) return ok(0);
      const count = await this.store.delete('invalidatePattern', path, keys, options?.signal);
      if (count.ok) deleted += count.value;
      return count;
    });
    return scanned.ok ? ok(deleted) : this.store.fail(scanned.error);
  }

  async invalidateTags(path: string, tags: readonly string[], options: IoOptions | undefined): AsyncResult<void> {
    this.loads.invalidateTags(path, tags);
    const names = tags.map((tag) => tagPrefix(path) + tag);
    const unlinked = await this.store.connection.send(
      'invalidateTags',
      options?.signal,
      (client) => client.unlink(...names),
      () => ok(),
    );
    return unlinked.ok ? unlinked : this.store.fail(unlinked.error);
  }

  abortLoads(): void {
    this.loads.abortAll();
  }

  private async setMany(
    path: string,
    entries: readonly (readonly [string, unknown])[],
    rules: WriteRules,
    options: IoOptions | undefined,
  ): AsyncResult<void> {
    const encoded: (readonly [string, string])[] = [];
    for (const [key, value] of entries) {
      const payload = this.store.encode('setMany', value);
      if (!payload.ok) return this.store.fail(payload.error);
      encoded.push([key, payload.value]);
    }
    for (const [key] of encoded) this.loads.invalidate(path, key);
    const written = await this.store.writeMany('setMany', path, encoded, rules, options?.signal);
    return written.ok ? written : this.store.fail(written.error);
  }

  private async readChunks(
    path: string,
    keys: readonly string[],
    options: IoOptions | undefined,
  ): AsyncResult<Map<string, unknown>> {
    const parts = await Promise.all([...chunks(keys)].map((chunk) => this.readChunk(path, chunk, options)));
    const found = new Map<string, unknown>();
    for (const part of parts) {
      if (!part.ok) return this.store.fail(part.error);
      for (const [key, value] of part.value) found.set(key, value);
    }
    return ok(found);
  }

  /** Reads keys in one round trip. A key may occur twice. */
  private readChunk(
    path: string,
    keys: readonly string[],
    options: IoOptions | undefined,
  ): AsyncResult<Map<string, unknown>> {
    return this.store.readPayloads('getMany', path, keys, options?.signal, (payloads) => {
      const found = new Map<string, unknown>();
      for (let index = 0; index < keys.length; index += 1) {
        const key = keys[index];
        const payload = payloads[index];
        if (key === undefined || payload === undefined || payload === null) continue;
        const value = this.store.decode('getMany', payload);
        if (value !== undefined) found.set(key, value);
      }
      this.counters.hits += found.size;
      // Telling keys apart is only needed where some had no value, or occur twice.
      if (found.size < keys.length) this.counters.misses += new Set(keys).size - found.size;
      return ok(found);
    });
  }

  private sum(counts: readonly Result<number>[]): Result<number> {
    let sum = 0;
    for (const count of counts) {
      if (!count.ok) return this.store.fail(count.error);
      sum += count.value;
    }
    return ok(sum);
  }

  private readonly readGot = (payload: Result<string | undefined>): Result<unknown> =>
    payload.ok ? ok(this.count(payload.value)) : this.store.fail(payload.error);

  /** A result as its caller gets it: failures are counted. */
  private readonly told = <T>(result: Result<T>): Result<T> => (result.ok ? result : this.store.fail(result.error));

  private count(payload: string | undefined): unknown {
    const value = payload === undefined ? undefined : this.store.decode('get', payload);
    if (value === undefined) this.counters.misses += 1;
    else this.counters.hits += 1;
    return value;
  }
}
