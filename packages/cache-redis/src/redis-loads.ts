import { err, ok, unwrapOr, type AsyncResult, type CacheLoader, type IoOptions, type Result } from '@infra/core';
import {
  createSingleFlight,
  runLoader,
  type Flight,
  type Reader,
  type SingleFlight,
  type WriteRules,
} from '@internal/cache-rules';
import { errors } from './errors.js';
import { entryKey, fenceKey, newToken, tagPrefix, ttlArgument, type RedisStore } from './redis-store.js';

/** How long others wait before they look again whether a load elsewhere is done: doubled each time, half of it jitter. */
const FIRST_POLL_MS = 5;
const LAST_POLL_MS = 100;

/** A load that takes longer loses its claim: a loader that hangs in one process must not stop all others. */
const LONGEST_LOAD_MS = 60_000;

/** What a load comes to, for all who wait for it. */
interface Loaded {
  readonly fromCache: boolean;
  /** From which everybody but the first gets a value of their own. */
  readonly payload: string | undefined;
  readonly value: unknown;
  taken: boolean;
}

interface Load {
  readonly path: string;
  readonly key: string;
  readonly load: CacheLoader<unknown>;
  readonly rules: WriteRules;
  readonly reader: Reader<unknown> | undefined;
}

type Claim =
  | { readonly kind: 'value'; readonly payload: string }
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'ours'; readonly fence: string };

/** `getOrSet`: one load per key, in this process by sharing a promise, over all processes by a claim in Redis. */
export class RedisLoads {
  private readonly store: RedisStore;
  private readonly flights: SingleFlight<Result<Loaded>> = createSingleFlight();

  constructor(store: RedisStore) {
    this.store = store;
  }

  async getOrSet(load: Load, options: IoOptions | undefined): AsyncResult<unknown> {
    const { counters } = this.store;
    const outcome = await this.flights.run(
      entryKey(load.path, load.key),
      { tags: load.rules.tags, signal: options?.signal, cancelled: () => err(errors.cancelled('getOrSet')) },
      (flight) => this.readOrLoad(load, flight),
    );
    if (outcome.ok && outcome.value.fromCache) counters.hits += 1;
    else counters.misses += 1;
    return outcome.ok ? ok(await this.handOut(load, outcome.value)) : outcome;
  }

  /** Later callers do not join a load that began before this. */
  invalidate(path: string, key: string): void {
    this.flights.invalidate(entryKey(path, key));
  }

  invalidateWhere(path: string, matches: (key: string, tags: readonly string[]) => boolean): void {
    const prefix = entryKey(path, '');
    this.flights.invalidateWhere((name, tags) => name.startsWith(prefix) && matches(name.slice(prefix.length), tags));
  }

  invalidateBelow(path: string): void {
    this.flights.invalidateWhere((name) => name.startsWith(path));
  }

  abortAll(): void {
    this.flights.abortAll();
  }

  private async handOut(load: Load, loaded: Loaded): Promise<unknown> {
    if (!loaded.taken || loaded.payload === undefined) {
      loaded.taken = true;
      return loaded.value;
    }
    return (await this.fit(load, loaded.payload)) ?? loaded.value;
  }

  private async readOrLoad(load: Load, flight: Flight): AsyncResult<Loaded> {
    const found = await this.store.readPayload('getOrSet', load.path, load.key, undefined);
    if (!found.ok) {
      this.store.reportAndCount(found.error);
      return this.loadOnly(load, flight);
    }
    let unusable = '';
    if (found.value !== undefined) {
      const value = await this.fit(load, found.value);
      if (value !== undefined) return ok({ fromCache: true, payload: found.value, value, taken: false });
      unusable = found.value;
    }
    return this.claimAndLoad(load, flight, unusable);
  }

  private async claimAndLoad(load: Load, flight: Flight, firstUnusable: string): AsyncResult<Loaded> {
    let unusable = firstUnusable;
    for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(LAST_POLL_MS, pollMs * 2)) {
      const claim = await this.claim(load, unusable);
      if (!claim.ok) {
        this.store.reportAndCount(claim.error);
        return this.loadOnly(load, flight);
      }
      if (claim.value.kind === 'ours') return this.loadAndFill(load, flight, claim.value.fence);
      if (claim.value.kind === 'value') {
        const { payload } = claim.value;
        const value = await this.fit(load, payload);
        if (value !== undefined) return ok({ fromCache: true, payload, value, taken: false });
        unusable = payload;
      } else {
        await this.sleep(pollMs * (0.5 + Math.random() / 2), flight.signal);
      }
      if (flight.signal.aborted) return err(errors.cancelled('getOrSet'));
    }
  }

  private claim({ path, key, rules }: Load, unusable: string): AsyncResult<Claim> {
    const fence = newToken();
    const args = [
      tagPrefix(path),
      newToken(),
      ttlArgument(rules.ttlMs),
      fence,
      this.store.options.loadLockMs,
      unusable,
    ];
    const keys = [entryKey(path, key), fenceKey(path, key)];
    return this.store.run<Claim>('getOrSet', 'CLAIM', keys, [...args, ...rules.tags], undefined, (reply) => {
      const [kind, payload] = reply as readonly [number, string?];
      if (kind === 1) return ok({ kind: 'value', payload: payload ?? '' });
      return ok(kind === 2 ? { kind: 'elsewhere' } : { kind: 'ours', fence });
    });
  }

  private async loadAndFill(load: Load, flight: Flight, fence: string): AsyncResult<Loaded> {
    // When nobody waits any more, nobody else shall wait either: the claim goes, whenever the loader may end.
    const giveUp = (): void => void this.fill(load, fence, '');
    flight.signal.addEventListener('abort', giveUp, { once: true });
    const stopRenewing = this.keepClaim(load, fence);
    const loaded = await this.loadOnly(load, flight);
    stopRenewing();
    flight.signal.removeEventListener('abort', giveUp);
    await this.fill(load, fence, loaded.ok && flight.isCurrent ? (loaded.value.payload ?? '') : '');
    return loaded;
  }

  /** Stores what was loaded, if the claim still holds, and gives the claim back. Without a payload it only does that. */
  private async fill({ path, key, rules }: Load, fence: string, payload: string): Promise<void> {
    const keys = [entryKey(path, key), fenceKey(path, key)];
    const args = [tagPrefix(path), fence, ttlArgument(rules.ttlMs), payload];
    const filled = await this.store.run('getOrSet', 'FILL', keys, args, undefined, (reply) => ok(Number(reply)));
    if (filled.ok) this.store.counters.writes += filled.value;
    else this.store.reportAndCount(filled.error);
  }

  private async loadOnly({ load }: Load, flight: Flight): AsyncResult<Loaded> {
    const { counters } = this.store;
    counters.loads += 1;
    const loaded = await runLoader(load, flight, 'redis');
    if (!loaded.ok) {
      counters.loadFailures += 1;
      return loaded;
    }
    const { value } = loaded;
    if (value === undefined) return ok({ fromCache: false, payload: undefined, value, taken: false });
    const payload = this.store.encode('getOrSet', value);
    if (!payload.ok) this.store.reportAndCount(payload.error);
    return ok({ fromCache: false, payload: payload.ok ? payload.value : undefined, value, taken: false });
  }

  /** Renews the claim while the loader runs, so that only a process that died loses it early. */
  private keepClaim({ path, key }: Load, fence: string): () => void {
    const { clock, loadLockMs } = this.store.options;
    const end = clock.monotonicMs() + LONGEST_LOAD_MS;
    let cancel: () => void = () => undefined;
    const renewLater = (): void => {
      cancel = clock.schedule(loadLockMs / 3, () => {
        if (clock.monotonicMs() > end) return;
        renewLater();
        void this.renewClaim(path, key, fence);
      });
    };
    renewLater();
    return () => {
      cancel();
    };
  }

  private async renewClaim(path: string, key: string, fence: string): Promise<void> {
    const args = [fence, this.store.options.loadLockMs];
    const renewed = await this.store.run('getOrSet', 'RENEW', [fenceKey(path, key)], args, undefined, (reply) =>
      ok(reply),
    );
    // A renewal that fails changes nothing: filling finds out whether the claim still holds.
    unwrapOr(renewed, undefined);
  }

  private async fit(load: Load, payload: string): Promise<unknown> {
    const value = this.store.decode('getOrSet', payload);
    return load.reader === undefined || value === undefined ? value : load.reader(value);
  }

  private sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.store.options.clock.schedule(ms, done);
      signal.addEventListener('abort', done, { once: true });
      function done(): void {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      }
    });
  }
}
