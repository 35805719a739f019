import { ok, unwrapOr, type AsyncResult } from '@infra/core';
import type { WriteRules } from '@internal/cache-rules';
import { entryKey, fenceKey, newToken, tagPrefix, ttlArgument, type RedisStore } from './redis-store.js';

/** A load that takes longer loses its claim: a loader that hangs in one process must not stop all others. */
const LONGEST_LOAD_MS = 60_000;

/** An entry that may be loaded, and how it is stored then. */
export interface Entry {
  readonly path: string;
  readonly key: string;
  readonly rules: WriteRules;
}

/** What came of asking for a load. */
export type Claim =
  | { readonly kind: 'value'; readonly payload: string }
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'ours'; readonly fence: string };

/** Who loads an entry, agreed upon in Redis by all processes: a claim that its holder renews until the value is there. */
export class RedisClaims {
  private readonly store: RedisStore;

  constructor(store: RedisStore) {
    this.store = store;
  }

  /** Asks for the load of an entry; `unusable` is what was read and does not count as there. */
  take({ path, key, rules }: Entry, unusable: string): AsyncResult<Claim> {
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

  /** Stores what was loaded, if the claim still holds, and gives the claim back. Without a payload it only does that. */
  async fill({ path, key, rules }: Entry, fence: string, payload: string): Promise<void> {
    const keys = [entryKey(path, key), fenceKey(path, key)];
    const args = [tagPrefix(path), fence, ttlArgument(rules.ttlMs), payload];
    const filled = await this.store.run('getOrSet', 'FILL', keys, args, undefined, (reply) => ok(Number(reply)));
    if (filled.ok) this.store.counters.writes += filled.value;
    else this.store.reportAndCount(filled.error);
  }

  /** Renews the claim while the loader runs, so that only a process that died loses it early. */
  keep({ path, key }: Entry, fence: string): () => void {
    const { clock, loadLockMs } = this.store.options;
    const end = clock.monotonicMs() + LONGEST_LOAD_MS;
    let cancel: () => void = () => undefined;
    const renewLater = (): void => {
      cancel = clock.schedule(loadLockMs / 3, () => {
        if (clock.monotonicMs() > end) return;
        renewLater();
        void this.renew(path, key, fence);
      });
    };
    renewLater();
    return () => {
      cancel();
    };
  }

  private async renew(path: string, key: string, fence: string): Promise<void> {
    const args = [fence, this.store.options.loadLockMs];
    const renewed = await this.store.run('getOrSet', 'RENEW', [fenceKey(path, key)], args, undefined, (reply) =>
      ok(reply),
    );
    // A renewal that fails changes nothing: filling finds out whether the claim still holds.
    unwrapOr(renewed, undefined);
  }
}
