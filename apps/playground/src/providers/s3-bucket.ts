import { unwrap, type ObjectStorage } from '@infra/core';

/** A server of ours gets its bucket; in somebody else's nothing is made. Throws what is wrong, and says what to do. */
export async function demandBucket(storage: ObjectStorage, name: string, isOurs: boolean): Promise<void> {
  if (unwrap(await storage.buckets.stat(name)) !== undefined) return;
  if (!isOurs) throw new Error(`There is no bucket "${name}" on the S3 server: make it, or name another in S3_BUCKET`);
  unwrap(await storage.buckets.create(name));
}
