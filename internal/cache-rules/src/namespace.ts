import {
  err,
  ok,
  type AsyncResult,
  type Cache,
  type CacheIncrementOptions,
  type CacheLoader,
  type CacheNamespaceOptions,
  type CacheStats,
  type CacheWriteOptions,
  type InfraError,
  type IoOptions,
} from '@infra/core';
import { nameProblem, namespacePath, namesProblem } from '@internal/names';
import { createReader, type CacheDriver, type Reader, type WriteRules } from './driver.js';
import { ttlProblem } from './ttl.js';

const UNDEFINED_PROBLEM = 'undefined cannot be stored, it means "not there". Store null, or delete the key.';

/** The `Cache` port over a driver: checks all input, so that every provider refuses the same things in the same words. */
export class CacheNamespace<V> implements Cache<V> {
  private readonly driver: CacheDriver;
  private readonly path: string;
  private readonly ttlMs: number;
  private readonly reader: Reader<V> | undefined;

  constructor(driver: CacheDriver, path: string, ttlMs: number, options: CacheNamespaceOptions<V> = {}) {
    this.driver = driver;
    this.path = path;
    this.ttlMs = options.ttlMs ?? ttlMs;
    this.reader = options.schema === undefined ? undefined : createReader(options.schema);
  }

  get(key: string, options?: IoOptions): AsyncResult<V | undefined> {
    const refused = this.refuse('get', options, nameProblem('key', key));
    if (refused !== undefined) return Promise.resolve(err(refused));
    const found = this.driver.get(this.path, key, options);
    return this.reader === undefined ? (found as AsyncResult<V | undefined>) : this.fit(found, this.reader);
  }

  getMany(keys: readonly string[], options?: IoOptions): AsyncResult<ReadonlyMap<string, V>> {
    const refused = this.refuse('getMany', options, namesProblem('key', keys));
    if (refused !== undefined) return Promise.resolve(err(refused));
    if (keys.length === 0) return Promise.resolve(ok(new Map()));
    const found = this.driver.getMany(this.path, keys, options);
    return this.reader === undefined ? (found as AsyncResult<Map<string, V>>) : this.fitMany(found, this.reader);
  }

  set(key: string, value: V, options?: CacheWriteOptions): AsyncResult<void> {
    const problem = nameProblem('key', key) ?? (value === undefined ? UNDEFINED_PROBLEM : writeProblem(options));
    const refused = this.refuse('set', options, problem);
    if (refused !== undefined) return Promise.resolve(err(refused));
    return this.driver.set(this.path, [[key, value]], this.rules(options), options, 'set');
  }

  async setMany(entries: Iterable<readonly [string, V]>, options?: CacheWriteOptions): AsyncResult<void> {
    const list = [...entries];
    const problem =
      namesProblem(
        'key',
        list.map(([key]) => key),
      ) ?? (list.some(([, value]) => value === undefined) ? UNDEFINED_PROBLEM : writeProblem(options));
    const refused = this.refuse('setMany', options, problem);
    if (refused !== undefined) return err(refused);
    return list.length === 0 ? ok() : this.driver.set(this.path, list, this.rules(options), options, 'setMany');
  }

  async delete(key: string, options?: IoOptions): AsyncResult<boolean> {
    const refused = this.refuse('delete', options, nameProblem('key', key));
    if (refused !== undefined) return err(refused);
    const deleted = await this.driver.delete(this.path, [key], options);
    return deleted.ok ? ok(deleted.value > 0) : deleted;
  }

  async deleteMany(keys: readonly string[], options?: IoOptions): AsyncResult<number> {
    const refused = this.refuse('deleteMany', options, namesProblem('key', keys));
    if (refused !== undefined) return err(refused);
    return keys.length === 0 ? ok(0) : this.driver.delete(this.path, [...new Set(keys)], options);
  }

  async has(key: string, options?: IoOptions): AsyncResult<boolean> {
    const refused = this.refuse('has', options, nameProblem('key', key));
    return refused === undefined ? this.driver.has(this.path, key, options) : err(refused);
  }

  async clear(options?: IoOptions): AsyncResult<void> {
    const refused = this.refuse('clear', options, undefined);
    return refused === undefined ? this.driver.clear(this.path, options) : err(refused);
  }

  getOrSet<L extends V | undefined>(
    key: string,
    loader: CacheLoader<L>,
    options?: CacheWriteOptions,
  ): AsyncResult<V | Extract<L, undefined>> {
    const notAFunction =
      typeof loader === 'function' ? undefined : `The loader must be a function, not ${typeof loader}.`;
    const refused = this.refuse('getOrSet', options, nameProblem('key', key) ?? notAFunction ?? writeProblem(options));
    if (refused !== undefined) return Promise.resolve(err(refused));
    return this.driver.getOrSet(this.path, key, loader, this.rules(options), this.reader, options) as AsyncResult<
      V | Extract<L, undefined>
    >;
  }

  async increment(key: string, delta = 1, options?: CacheIncrementOptions): AsyncResult<number> {
    const problem = Number.isSafeInteger(delta) ? undefined : `delta must be a safe integer, not ${String(delta)}.`;
    const refused = this.refuse('increment', options, nameProblem('key', key) ?? problem ?? writeProblem(options));
    if (refused !== undefined) return err(refused);
    return this.driver.increment(this.path, key, delta, this.rules(options).ttlMs, options);
  }

  async invalidatePattern(pattern: string, options?: IoOptions): AsyncResult<number> {
    const refused = this.refuse('invalidatePattern', options, nameProblem('pattern', pattern));
    return refused === undefined ? this.driver.invalidatePattern(this.path, pattern, options) : err(refused);
  }

  async invalidateTags(tags: readonly string[], options?: IoOptions): AsyncResult<void> {
    const refused = this.refuse('invalidateTags', options, namesProblem('tag', tags));
    if (refused !== undefined) return err(refused);
    return tags.length === 0 ? ok() : this.driver.invalidateTags(this.path, [...new Set(tags)], options);
  }

  stats(): CacheStats {
    return { ...this.driver.counters, ...this.driver.size?.() };
  }

  namespace<N = V>(name: string, options: CacheNamespaceOptions<N> = {}): Cache<N> {
    const problem =
      nameProblem('namespace', name) ?? (options.ttlMs === undefined ? undefined : ttlProblem(options.ttlMs));
    // Synchronous, so there is no Result to return: like a factory, it throws on options that make no sense.
    if (problem !== undefined) throw this.driver.errors.invalid('namespace', problem);
    return new CacheNamespace(this.driver, namespacePath(this.path, name), this.ttlMs, options);
  }

  private refuse(
    operation: string,
    options: IoOptions | undefined,
    problem: string | undefined,
  ): InfraError | undefined {
    const { errors, counters, isClosed } = this.driver;
    if (problem === undefined && !isClosed) {
      return options?.signal?.aborted === true ? errors.cancelled(operation) : undefined;
    }
    counters.errors += 1;
    return problem === undefined ? errors.closed(operation) : errors.invalid(operation, problem);
  }

  private rules(options: CacheWriteOptions | undefined): WriteRules {
    return { ttlMs: Math.ceil(options?.ttlMs ?? this.ttlMs), tags: uniqueTags(options?.tags) };
  }

  private async fit(found: AsyncResult<unknown>, reader: Reader<V>): AsyncResult<V | undefined> {
    const settled = await found;
    if (!settled.ok || settled.value === undefined) return settled as Awaited<AsyncResult<undefined>>;
    const value = await reader(settled.value);
    if (value === undefined) this.countMismatch();
    return ok(value);
  }

  private async fitMany(
    found: AsyncResult<ReadonlyMap<string, unknown>>,
    reader: Reader<V>,
  ): AsyncResult<ReadonlyMap<string, V>> {
    const settled = await found;
    if (!settled.ok) return settled;
    const read = await Promise.all([...settled.value].map(async ([key, value]) => [key, await reader(value)] as const));
    const fitting = new Map<string, V>();
    for (const [key, value] of read) {
      if (value === undefined) this.countMismatch();
      else fitting.set(key, value);
    }
    return ok(fitting);
  }

  /** The driver counted a hit before the schema had its say. */
  private countMismatch(): void {
    this.driver.counters.hits -= 1;
    this.driver.counters.misses += 1;
  }
}

const NO_TAGS: readonly string[] = [];

function uniqueTags(tags: readonly string[] | undefined): readonly string[] {
  return tags === undefined || tags.length === 0 ? NO_TAGS : [...new Set(tags)];
}

function writeProblem(options: CacheWriteOptions | undefined): string | undefined {
  if (options === undefined) return undefined;
  const problem = options.ttlMs === undefined ? undefined : ttlProblem(options.ttlMs);
  return problem ?? (options.tags === undefined ? undefined : namesProblem('tag', options.tags));
}
