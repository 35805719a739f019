import { err, ok, type Bucket, type BucketAccess, type BucketInfo, type Clock, type Result } from '@infra/core';
import { errors } from './errors.js';
import { MemoryBucket } from './memory-bucket.js';

/** The buckets of one storage. */
export class MemoryBuckets {
  private readonly clock: Clock;
  private readonly buckets = new Map<string, MemoryBucket>();

  constructor(clock: Clock, own: string) {
    this.clock = clock;
    this.buckets.set(own, new MemoryBucket(clock.now(), 'private'));
  }

  get size(): number {
    return this.buckets.size;
  }

  find(operation: string, name: string): Result<MemoryBucket> {
    const bucket = this.buckets.get(name);
    return bucket === undefined ? err(errors.noBucket(operation, name)) : ok(bucket);
  }

  create(name: string, access: BucketAccess): Result<void> {
    if (this.buckets.has(name)) return err(errors.bucketExists('buckets.create', name));
    this.buckets.set(name, new MemoryBucket(this.clock.now(), access));
    return ok();
  }

  stat(name: string): BucketInfo | undefined {
    const bucket = this.buckets.get(name);
    if (bucket === undefined) return undefined;
    return { name, createdAt: new Date(bucket.createdAt), access: bucket.access };
  }

  list(): readonly Bucket[] {
    const sorted = [...this.buckets].sort(([a], [b]) => (a < b ? -1 : 1));
    return sorted.map(([name, { createdAt }]) => ({ name, createdAt: new Date(createdAt) }));
  }

  delete(name: string): Result<void> {
    const found = this.find('buckets.delete', name);
    if (!found.ok) return found;
    if (found.value.count > 0) return err(errors.bucketNotEmpty('buckets.delete', name));
    this.buckets.delete(name);
    return ok();
  }

  countObjects(): number {
    let count = 0;
    for (const bucket of this.buckets.values()) count += bucket.count;
    return count;
  }

  clear(): void {
    this.buckets.clear();
  }
}
