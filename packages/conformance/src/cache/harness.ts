import type { Cache, HealthCheck, Lifecycle, OnError, Provided } from '@infra/core';

/** What a factory for a cache returns. */
export type CacheUnderTest = Cache & Provided & Lifecycle & HealthCheck;

/** What a case may ask of a cache that it gets. Everything left out keeps the adapter's default. */
export interface CacheHarnessOptions {
  readonly ttlMs?: number;
  readonly maxValueBytes?: number;
  readonly onError?: OnError;
}

/** What an adapter's test provides, so that the suite can test it. */
export interface CacheHarness {
  /** A cache that is empty and shares nothing with any other. The suite closes it. */
  make(options?: CacheHarnessOptions): Promise<CacheUnderTest>;
  /**
   * Lets `ms` milliseconds pass for the entries of every cache made so far: by a test clock, or, for a server, by
   * lowering each remaining time to live through the raw client.
   */
  advance(ms: number): Promise<void>;
  /** Two caches over one store, as two processes have them. Left out where the store is the process itself. */
  makePair?(options?: CacheHarnessOptions): Promise<readonly [CacheUnderTest, CacheUnderTest]>;
  /** What the store holds for a key of a cache made here, read past the port by the raw client; undefined for nothing. */
  peek?(cache: Cache, key: string): Promise<string | undefined>;
  /** Writes raw bytes where the cache keeps the key, past the port. */
  plant?(cache: Cache, key: string, raw: string): Promise<void>;
  /** A cache whose backend cannot be reached. Left out where there is no backend. */
  unreachable?(options?: CacheHarnessOptions): Promise<CacheUnderTest>;
}

/** Runs a case's body with a cache of its own, closed afterwards. */
export async function withCache(
  harness: CacheHarness,
  body: (cache: CacheUnderTest) => Promise<void>,
  options: CacheHarnessOptions = {},
): Promise<void> {
  await using cache = await harness.make(options);
  await body(cache);
}

/**
 * The same harness with every cache wrapped, for a second run of the suite: an adapter that passes bare must pass with layers around
 * it. `peek` and `plant` are handed the cache that is inside.
 *
 * @example wrapCaches(harness, (cache) => decorate(cache, cacheSpec, ...neutralLayers()))
 */
export function wrapCaches(harness: CacheHarness, wrap: (cache: CacheUnderTest) => CacheUnderTest): CacheHarness {
  const { make, makePair, peek, plant, unreachable } = harness;
  const inner = new WeakMap<Cache, Cache>();
  const wrapped = (bare: CacheUnderTest): CacheUnderTest => {
    const outer = wrap(bare);
    inner.set(outer, bare);
    return outer;
  };
  const bareOf = (cache: Cache): Cache => inner.get(cache) ?? cache;
  return {
    ...harness,
    make: async (options) => wrapped(await make(options)),
    ...(makePair && {
      makePair: async (options) => {
        const [left, right] = await makePair(options);
        return [wrapped(left), wrapped(right)];
      },
    }),
    ...(peek && { peek: (cache, key) => peek(bareOf(cache), key) }),
    ...(plant && { plant: (cache, key, raw) => plant(bareOf(cache), key, raw) }),
    ...(unreachable && { unreachable: async (options) => wrapped(await unreachable(options)) }),
  };
}
