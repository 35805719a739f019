import type { Cache, HealthCheck, Lifecycle, OnError } from '@infra/core';

/** What a factory for a cache returns. */
export type CacheUnderTest = Cache & Lifecycle & HealthCheck;

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
