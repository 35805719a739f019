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
import { entryKey, tagPrefix, ttlArgument, type RedisStore } from './redis-store.js';

/** What one SCAN looks at, and one UNLINK deletes: small, so that nobody else on the server waits. */
const SCAN_COUNT = 100;

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

  async getMany(
    path: string,
    keys: readonly string[],
    options: IoOptions | undefined,
  ): AsyncResult<Map<string, unknown>> {
    const unique = [...new Set(keys)];
    const read = (chunk: readonly string[]): AsyncResult<readonly (string | null)[]> =>
      this.store.readPayloads('getMany', path, chunk, options?.signal);
    const replies = unique.length <= CHUNK ? [await read(unique)] : await Promise.all([...chunks(unique)].map(read));
    const found = new Map<string, unknown>();
    let index = 0;
    for (const reply of replies) {
      if (!reply.ok) return this.store.fail(reply.error);
      for (const payload of reply.value) {
        const value = this.count('getMany', payload ?? undefined);
        const key = unique[index];
        if (value !== undefined && key !== undefined) found.set(key, value);
        index += 1;
      }
    }
    return ok(found);
  }

  async set(
    path: string,
    entries: readonly (readonly [string, unknown])[],
    rules: WriteRules,
    options: IoOptions | undefined,
    operation: 'set' | 'setMany',
  ): AsyncResult<void> {
    const encoded: (readonly [string, string])[] = [];
    for (const [key, value] of entries) {
      const payload = this.store.encode(operation, value);
      if (!payload.ok) return this.store.fail(payload.error);
      encoded.push([key, payload.value]);
    }
    for (const [key] of encoded) this.loads.invalidate(path, key);
    const written = await this.store.write(operation, path, encoded, rules, options?.signal);
    return written.ok ? written : this.store.fail(written.error);
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
    const scanned = await this.scan('clear', `${escapeRedisGlob(path)}*`, options, (names) =>
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
    this.loads.invalidateWhere(path, matches);
    const prefix = entryKey(path, '');
    let deleted = 0;
    // The set finds entries and the fences of loads under way in one go; Redis sieves coarsely, `matches` exactly.
    const glob = `${escapeRedisGlob(path)}[:!]${toRedisGlob(pattern)}`;
    const scanned = await this.scan('invalidatePattern', glob, options, async (names) => {
      const keys = [...new Set(names.map((name) => name.slice(prefix.length)))].filter(matches);
      if (keys.length === 0) return ok(0);
      const count = await this.store.delete('invalidatePattern', path, keys, options?.signal);
      if (count.ok) deleted += count.value;
      return count;
    });
    return scanned.ok ? ok(deleted) : this.store.fail(scanned.error);
  }

  async invalidateTags(path: string, tags: readonly string[], options: IoOptions | undefined): AsyncResult<void> {
    this.loads.invalidateWhere(path, (_key, tagged) => tagged.some((tag) => tags.includes(tag)));
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

  /** Hands every batch of names to `each`; never KEYS, which stops the server. */
  private async scan(
    operation: string,
    glob: string,
    options: IoOptions | undefined,
    each: (names: string[]) => AsyncResult<unknown>,
  ): AsyncResult<void> {
    let cursor = '0';
    do {
      const batch = await this.store.connection.send(
        operation,
        options?.signal,
        (client) => client.scan(cursor, 'MATCH', glob, 'COUNT', SCAN_COUNT),
        (reply) => ok(reply),
      );
      if (!batch.ok) return batch;
      const [next, names] = batch.value;
      cursor = next;
      const done = names.length === 0 ? ok() : await each(names);
      if (!done.ok) return done;
    } while (cursor !== '0');
    return ok();
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
    payload.ok ? ok(this.count('get', payload.value)) : this.store.fail(payload.error);

  private count(operation: string, payload: string | undefined): unknown {
    const value = payload === undefined ? undefined : this.store.decode(operation, payload);
    if (value === undefined) this.counters.misses += 1;
    else this.counters.hits += 1;
    return value;
  }
}
