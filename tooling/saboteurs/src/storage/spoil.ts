import type { StorageHarness, StorageHarnessOptions, StorageUnderTest } from '@infra/conformance';
import type { ObjectStorage } from '@infra/core';

/** Operations that a wrong storage does in its own way; it gets the right one to do it with. */
export type StorageFaults = (inner: ObjectStorage) => Partial<ObjectStorage>;

/** A storage with faults, which its other buckets inherit. */
export function withFaults(inner: ObjectStorage, faults: StorageFaults): ObjectStorage {
  return {
    put: (key, body, options) => inner.put(key, body, options),
    get: (key, options) => inner.get(key, options),
    getStream: (key, options) => inner.getStream(key, options),
    stat: (key, options) => inner.stat(key, options),
    exists: (key, options) => inner.exists(key, options),
    delete: (key, options) => inner.delete(key, options),
    deleteMany: (keys, options) => inner.deleteMany(keys, options),
    list: (options) => inner.list(options),
    copy: (from, to, options) => inner.copy(from, to, options),
    move: (from, to, options) => inner.move(from, to, options),
    bucket: (name) => withFaults(inner.bucket(name), faults),
    buckets: inner.buckets,
    ...(inner.signedUrls === undefined ? undefined : { signedUrls: inner.signedUrls }),
    ...(inner.publicUrl === undefined ? undefined : { publicUrl: (key) => inner.publicUrl?.(key) ?? '' }),
    ...faults(inner),
  };
}

export function faulty(inner: StorageUnderTest, faults: StorageFaults): StorageUnderTest {
  return {
    ...withFaults(inner, faults),
    provider: inner.provider,
    health: (options) => inner.health(options),
    close: (options) => inner.close(options),
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
  };
}

/** Spoils every storage that a harness makes. */
export function spoil(faults: StorageFaults): (harness: StorageHarness) => StorageHarness {
  return spoilStorage((storage) => faulty(storage, faults));
}

/** The same for the buckets. */
export function spoilBuckets(
  faults: (inner: ObjectStorage) => Partial<ObjectStorage['buckets']>,
): (harness: StorageHarness) => StorageHarness {
  return spoil((inner) => ({ buckets: { ...inner.buckets, ...faults(inner) } }));
}

/** The same beyond the port: closing and health. What the store holds is looked up in the storage without faults. */
export function spoilStorage(
  change: (storage: StorageUnderTest) => StorageUnderTest,
): (harness: StorageHarness) => StorageHarness {
  return (harness) => {
    const originals = new WeakMap<ObjectStorage, ObjectStorage>();
    return {
      ...harness,
      make: async (options) => {
        const original = await harness.make(options);
        const spoilt = change(original);
        originals.set(spoilt, original);
        return spoilt;
      },
      peek: async (storage, key) => harness.peek?.(originals.get(storage) ?? storage, key),
    };
  };
}

/** Spoils what the storage is made with. */
export function spoilOptions(
  change: (options: StorageHarnessOptions) => StorageHarnessOptions,
): (harness: StorageHarness) => StorageHarness {
  return (harness) => ({ ...harness, make: (options = {}) => harness.make(change(options)) });
}
