import type { HealthCheck, Lifecycle, ObjectPolicy, ObjectStorage, Provided } from '@infra/core';

/** What a factory for an object storage returns. */
export type StorageUnderTest = ObjectStorage & Provided & Lifecycle & HealthCheck;

/** What a case may ask of a storage that it gets. Everything left out keeps the adapter's default. */
export interface StorageHarnessOptions {
  readonly policy?: ObjectPolicy;
}

/** What is in the store, seen past the port. */
export interface RawObject {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** What an adapter's test provides, so that the suite can test it. */
export interface StorageHarness {
  /**
   * A storage on a private, empty bucket that it shares with no other. Further buckets the suite names itself, by names that nobody
   * else has, and deletes. The suite closes the storage.
   */
  make(options?: StorageHarnessOptions): Promise<StorageUnderTest>;
  /** What the own bucket of a storage made here holds for a key, read past the port; undefined for nothing. */
  peek?(storage: ObjectStorage, key: string): Promise<RawObject | undefined>;
  /**
   * Sends what a signed or public link asks for, without credentials: the global `fetch`, or the adapter's own handler.
   * Needed by a storage that has `signedUrls` or `publicUrl`.
   */
  fetch?(request: Request): Promise<Response>;
  /** Lets `ms` milliseconds pass for signed links. */
  advance?(ms: number): Promise<void>;
  /** A size in bytes above which the adapter hands a body on in parts. Left out where it never does. */
  readonly multipartBytes?: number;
  /** A storage whose backend cannot be reached. Left out where there is no backend. */
  unreachable?(options?: StorageHarnessOptions): Promise<StorageUnderTest>;
}

/** Runs a case's body with a storage of its own, closed afterwards. */
export async function withStorage(
  harness: StorageHarness,
  body: (storage: StorageUnderTest) => Promise<void>,
  options: StorageHarnessOptions = {},
): Promise<void> {
  await using storage = await harness.make(options);
  await body(storage);
}

/**
 * The same harness with every storage wrapped, for a second run of the suite: an adapter that passes bare must pass with layers around
 * it. `peek` is handed the storage that is inside.
 *
 * @example wrapStorages(harness, (storage) => decorate(storage, storageSpec, ...neutralLayers()))
 */
export function wrapStorages(
  harness: StorageHarness,
  wrap: (storage: StorageUnderTest) => StorageUnderTest,
): StorageHarness {
  const { make, peek, unreachable } = harness;
  const inner = new WeakMap<ObjectStorage, ObjectStorage>();
  const wrapped = (bare: StorageUnderTest): StorageUnderTest => {
    const outer = wrap(bare);
    inner.set(outer, bare);
    return outer;
  };
  return {
    ...harness,
    make: async (options) => wrapped(await make(options)),
    ...(peek && { peek: (storage, key) => peek(inner.get(storage) ?? storage, key) }),
    ...(unreachable && { unreachable: async (options) => wrapped(await unreachable(options)) }),
  };
}
