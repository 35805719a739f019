import { err, ok, type AsyncResult, type CacheLoader, type IoOptions, type Result } from '@infra/core';
import { settleOnAbort } from '@internal/abort';
import { createSingleFlight, runLoader, type Flight, type Reader, type SingleFlight } from '@internal/cache-rules';
import { errors } from './errors.js';
import { RedisClaims, type Entry } from './redis-claims.js';
import { entryKey, type RedisStore } from './redis-store.js';
import { SharedReads } from './shared-reads.js';

/** How long others wait before they look again whether a load elsewhere is done: doubled each time, half of it jitter. */
const FIRST_POLL_MS = 5;
const LAST_POLL_MS = 25;

/** What a load comes to, for all who wait for it. */
interface Loaded {
  readonly fromCache: boolean;
  /** From which everybody but the first gets a value of their own. */
  readonly payload: string | undefined;
  readonly value: unknown;
  taken: boolean;
}

interface Load extends Entry {
  readonly load: CacheLoader<unknown>;
  readonly reader: Reader<unknown> | undefined;
}

/** What a read comes to, for all who share it. */
type Found =
  | { readonly kind: 'hit'; readonly loaded: Loaded }
  | { readonly kind: 'miss'; readonly unusable: string }
  | { readonly kind: 'unreachable' };

const MISSING: Found = { kind: 'miss', unusable: '' };
const UNREACHABLE: Found = { kind: 'unreachable' };

function found(payload: string, value: unknown): Found {
  if (value === undefined) return { kind: 'miss', unusable: payload };
  return { kind: 'hit', loaded: { fromCache: true, payload, value, taken: false } };
}

/** The value itself, for the one who comes first. */
function take(loaded: Loaded): Result<unknown> {
  loaded.taken = true;
  return ok(loaded.value);
}

/** `getOrSet`: one load per key, in this process by sharing a promise, over all processes by a claim in Redis. */
export class RedisLoads {
  private readonly store: RedisStore;
  private readonly claims: RedisClaims;
  /** A hit needs no flight: it is nothing to abort, and nothing that may not be stored. */
  private readonly reads = new SharedReads<Found>();
  private readonly flights: SingleFlight<Result<Loaded>> = createSingleFlight();

  constructor(store: RedisStore) {
    this.store = store;
    this.claims = new RedisClaims(store);
  }

  getOrSet(load: Load, options: IoOptions | undefined): AsyncResult<unknown> {
    const signal = options?.signal;
    const name = entryKey(load.path, load.key);
    const work = this.flights.has(name)
      ? this.join(load, name, signal, (flight) => this.claimAndLoad(load, flight, ''))
      : this.reads.share(
          name,
          () => this.read(load),
          (found) => this.use(load, name, found, signal),
        );
    return settleOnAbort(work, signal, () => err(errors.cancelled('getOrSet')));
  }

  /** Later callers do not join a read or a load that began before this. */
  invalidate(path: string, key: string): void {
    // Mostly nothing is under way, and then the name need not be made.
    if (this.flights.size === 0 && this.reads.size === 0) return;
    const name = entryKey(path, key);
    this.flights.invalidate(name);
    this.reads.drop(name);
  }

  invalidateKeys(path: string, matches: (key: string) => boolean): void {
    const prefix = entryKey(path, '');
    const isMeant = (name: string): boolean => name.startsWith(prefix) && matches(name.slice(prefix.length));
    this.flights.invalidateWhere(isMeant);
    this.reads.dropWhere(isMeant);
  }

  invalidateTags(path: string, tags: readonly string[]): void {
    const prefix = entryKey(path, '');
    const isBelow = (name: string): boolean => name.startsWith(prefix);
    this.flights.invalidateWhere((name, tagged) => isBelow(name) && tagged.some((tag) => tags.includes(tag)));
    // Which tags an entry has is not known before it was read.
    this.reads.dropWhere(isBelow);
  }

  invalidateBelow(path: string): void {
    const isBelow = (name: string): boolean => name.startsWith(path);
    this.flights.invalidateWhere(isBelow);
    this.reads.dropWhere(isBelow);
  }

  abortAll(): void {
    this.flights.abortAll();
    this.reads.dropWhere(() => true);
  }

  /** Never rejects, and heeds no signal: it may be shared. */
  private read(load: Load): Promise<Found> {
    return this.store.readPayload('getOrSet', load.path, load.key, undefined).then((payload) => {
      if (!payload.ok) {
        this.store.reportAndCount(payload.error);
        return UNREACHABLE;
      }
      if (payload.value === undefined) return MISSING;
      const value = this.store.decode('getOrSet', payload.value);
      if (load.reader === undefined || value === undefined) return found(payload.value, value);
      return this.fitting(load.reader, payload.value, value);
    });
  }

  private async fitting(reader: Reader<unknown>, payload: string, value: unknown): Promise<Found> {
    return found(payload, await reader(value));
  }

  /** For each who shares a read: a value of their own, or the load that follows. A hit stays synchronous. */
  private use(
    load: Load,
    name: string,
    found: Found,
    signal: AbortSignal | undefined,
  ): Result<unknown> | AsyncResult<unknown> {
    const { counters, isClosed } = this.store;
    const hasLeft = signal?.aborted === true;
    if (found.kind === 'hit' && !hasLeft) {
      counters.hits += 1;
      const { loaded } = found;
      return loaded.taken ? this.handOut(load, loaded) : take(loaded);
    }
    if (found.kind === 'hit' || hasLeft || isClosed) {
      counters.misses += 1;
      return this.store.fail((hasLeft ? errors.cancelled : errors.closed)('getOrSet'));
    }
    return this.join(load, name, signal, (flight) =>
      found.kind === 'miss' ? this.claimAndLoad(load, flight, found.unusable) : this.loadOnly(load, flight),
    );
  }

  /** Joins the load under way or, where there is none, starts it. */
  private async join(
    load: Load,
    name: string,
    signal: AbortSignal | undefined,
    start: (flight: Flight) => AsyncResult<Loaded>,
  ): AsyncResult<unknown> {
    const { counters } = this.store;
    const outcome = await this.flights.run(
      name,
      { tags: load.rules.tags, signal, cancelled: () => err(errors.cancelled('getOrSet')) },
      start,
    );
    if (outcome.ok && outcome.value.fromCache) counters.hits += 1;
    else counters.misses += 1;
    return outcome.ok ? this.handOut(load, outcome.value) : outcome;
  }

  private async handOut(load: Load, loaded: Loaded): AsyncResult<unknown> {
    if (!loaded.taken || loaded.payload === undefined) return take(loaded);
    return ok((await this.fit(load, loaded.payload)) ?? loaded.value);
  }

  private async claimAndLoad(load: Load, flight: Flight, firstUnusable: string): AsyncResult<Loaded> {
    let unusable = firstUnusable;
    for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(LAST_POLL_MS, pollMs * 2)) {
      const claim = await this.claims.take(load, unusable);
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

  private async loadAndFill(load: Load, flight: Flight, fence: string): AsyncResult<Loaded> {
    // When nobody waits any more, nobody else shall wait either: the claim goes, whenever the loader may end.
    const giveUp = (): void => void this.claims.fill(load, fence, '');
    flight.signal.addEventListener('abort', giveUp, { once: true });
    const stopRenewing = this.claims.keep(load, fence);
    const loaded = await this.loadOnly(load, flight);
    stopRenewing();
    flight.signal.removeEventListener('abort', giveUp);
    await this.claims.fill(load, fence, loaded.ok && flight.isCurrent ? (loaded.value.payload ?? '') : '');
    return loaded;
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
