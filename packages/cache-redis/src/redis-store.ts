import { randomBytes } from 'node:crypto';
import { err, ok, type AsyncResult, type InfraError, type Result } from '@infra/core';
import { createCacheCounters, type CacheCounters, type WriteRules } from '@internal/cache-rules';
import { RedisConnection, report } from '@internal/redis';
import { deserialize, serialize } from '@internal/serialization';
import type { Redis } from 'ioredis';
import { errors, failures } from './errors.js';
import type { ResolvedOptions } from './options.js';
import { runCacheScript, type ScriptName } from './scripts.js';

/** The first character of an entry with tags; no payload begins with it. */
const TAGGED = '#'.charCodeAt(0);

/** Random, so that no two are ever alike. */
export function newToken(): string {
  return randomBytes(9).toString('base64url');
}

/** A TTL as the scripts take it. */
export function ttlArgument(ttlMs: number): string {
  return ttlMs === Infinity ? '' : String(ttlMs);
}

export const entryKey = (path: string, key: string): string => `${path}:${key}`;
export const fenceKey = (path: string, key: string): string => `${path}!${key}`;
export const tagPrefix = (path: string): string => `${path}#`;

function writeEntry(
  client: Redis,
  path: string,
  key: string,
  payload: string,
  { ttlMs, tags }: WriteRules,
): Promise<unknown> {
  const name = entryKey(path, key);
  if (tags.length > 0) {
    return runCacheScript(client, 'WRITE', [name], [tagPrefix(path), newToken(), ttlArgument(ttlMs), payload, ...tags]);
  }
  return ttlMs === Infinity ? client.set(name, payload) : client.set(name, payload, 'PX', ttlMs);
}

/** Entries as Redis holds them: what is read, written and run there, and what is made of it. */
export class RedisStore {
  readonly counters: CacheCounters = createCacheCounters();
  readonly connection: RedisConnection;
  readonly options: ResolvedOptions;
  isClosed = false;
  /**
   * Paths in which tags were seen. They are read by a script that checks the tags in the same round trip; all others by
   * a plain GET, which is cheaper. The first tagged entry that a plain GET meets costs a second round trip, once.
   */
  private readonly taggedPaths = new Set<string>();

  constructor(options: ResolvedOptions) {
    this.options = options;
    this.connection = new RedisConnection({ ...options, failures });
  }

  /** The payload of a valid entry. */
  readPayload(
    operation: string,
    path: string,
    key: string,
    signal: AbortSignal | undefined,
  ): AsyncResult<string | undefined> {
    if (this.taggedPaths.has(path)) return this.readTagged(operation, path, key, signal);
    return this.connection.send(
      operation,
      signal,
      (client) => client.get(entryKey(path, key)),
      (raw) => {
        if (raw?.charCodeAt(0) !== TAGGED) return ok(raw ?? undefined);
        this.taggedPaths.add(path);
        return this.readTagged(operation, path, key, signal);
      },
    );
  }

  /** What `read` makes of the payloads of valid entries, which are in the order of the keys. */
  readPayloads<T>(
    operation: string,
    path: string,
    keys: readonly string[],
    signal: AbortSignal | undefined,
    read: (payloads: readonly (string | null)[]) => Result<T>,
  ): AsyncResult<T> {
    const names = keys.map((key) => entryKey(path, key));
    if (this.taggedPaths.has(path)) {
      return this.run(operation, 'READ', names, [tagPrefix(path)], signal, (reply) =>
        read(reply as readonly (string | null)[]),
      );
    }
    return this.connection.send(
      operation,
      signal,
      (client) => client.mget(names),
      (raws) => {
        if (!raws.some((raw) => raw?.charCodeAt(0) === TAGGED)) return read(raws);
        this.taggedPaths.add(path);
        return this.readPayloads(operation, path, keys, signal, read);
      },
    );
  }

  async exists(path: string, key: string, signal: AbortSignal | undefined): AsyncResult<boolean> {
    const first = this.taggedPaths.has(path)
      ? ok('#')
      : await this.connection.send(
          'has',
          signal,
          (client) => client.getrange(entryKey(path, key), 0, 0),
          (raw) => ok(raw),
        );
    if (!first.ok) return first;
    // The first byte tells whether tags have a say; the value itself need not travel.
    if (first.value.charCodeAt(0) !== TAGGED) return ok(first.value !== '');
    this.taggedPaths.add(path);
    const payload = await this.readTagged('has', path, key, signal);
    return payload.ok ? ok(payload.value !== undefined) : payload;
  }

  /** Writes one entry. */
  write(
    operation: string,
    path: string,
    key: string,
    payload: string,
    rules: WriteRules,
    signal: AbortSignal | undefined,
  ): AsyncResult<void> {
    if (rules.tags.length > 0) this.taggedPaths.add(path);
    return this.connection.send(
      operation,
      signal,
      (client) => writeEntry(client, path, key, payload, rules),
      () => {
        this.counters.writes += 1;
        return ok();
      },
    );
  }

  writeMany(
    operation: string,
    path: string,
    entries: readonly (readonly [string, string])[],
    rules: WriteRules,
    signal: AbortSignal | undefined,
  ): AsyncResult<void> {
    if (rules.tags.length > 0) this.taggedPaths.add(path);
    return this.connection.send(
      operation,
      signal,
      (client) => Promise.all(entries.map(([key, payload]) => writeEntry(client, path, key, payload, rules))),
      () => {
        this.counters.writes += entries.length;
        return ok();
      },
    );
  }

  /** Deletes entries and stops loads of them; how many valid ones there were. */
  delete(
    operation: string,
    path: string,
    keys: readonly string[],
    signal: AbortSignal | undefined,
  ): AsyncResult<number> {
    const names = [...keys.map((key) => entryKey(path, key)), ...keys.map((key) => fenceKey(path, key))];
    return this.run(operation, 'DELETE', names, [tagPrefix(path)], signal, (reply) => {
      const count = Number(reply);
      this.counters.deletes += count;
      return ok(count);
    });
  }

  run<T>(
    operation: string,
    script: ScriptName,
    keys: readonly string[],
    args: readonly (string | number)[],
    signal: AbortSignal | undefined,
    read: (reply: unknown) => Result<T>,
  ): AsyncResult<T> {
    return this.connection.send(operation, signal, (client) => runCacheScript(client, script, keys, args), read);
  }

  /** A payload's value. What cannot be read (another version or another program wrote it) is reported, and a miss. */
  decode(operation: string, payload: string): unknown {
    const value = deserialize(payload);
    if (value.ok) return value.value;
    this.reportAndCount(
      errors.invalid(
        operation,
        'An entry holds bytes that this version cannot read; it counts as missing. Something else writes to this namespace.',
      ),
    );
    return undefined;
  }

  encode(operation: string, value: unknown): Result<string> {
    const payload = serialize(value);
    if (!payload.ok) return err(errors.invalid(operation, `Only data can be cached: ${payload.error}.`));
    const limit = this.options.maxValueBytes;
    // A UTF-16 unit is at most three bytes: only large values need counting.
    const bytes = payload.value.length * 3 <= limit ? 0 : Buffer.byteLength(payload.value);
    if (bytes <= limit) return payload;
    return err(errors.invalid(operation, `The value has ${String(bytes)} bytes; at most ${String(limit)} are stored.`));
  }

  /** Counts a failure that the caller is told of. */
  fail(error: InfraError): Result<never> {
    if (error.code !== 'cancelled') this.counters.errors += 1;
    return err(error);
  }

  /** Counts a failure that no caller is told of, and tells `onError`. */
  reportAndCount(error: InfraError): void {
    if (this.isClosed || error.code === 'cancelled') return;
    this.counters.errors += 1;
    report(this.options.onError, error);
  }

  private readTagged(
    operation: string,
    path: string,
    key: string,
    signal: AbortSignal | undefined,
  ): AsyncResult<string | undefined> {
    return this.run(operation, 'READ', [entryKey(path, key)], [tagPrefix(path)], signal, (reply) => {
      const [payload] = reply as readonly (string | null)[];
      return ok(payload ?? undefined);
    });
  }
}
