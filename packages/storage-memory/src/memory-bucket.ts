import type { BucketAccess, ObjectInfo } from '@infra/core';
import { compareKeys } from '@internal/storage-rules';

/** An object, never changed: a write puts another one in its place, and whoever reads goes on with this one. */
export interface MemoryObject {
  readonly info: ObjectInfo;
  readonly bytes: Uint8Array;
}

/** So many names of deleted objects are kept at least, so that a small bucket is not sorted all the time. */
const SPARE_KEYS = 1_000;

/** The objects of one bucket. */
export class MemoryBucket {
  readonly createdAt: Date;
  access: BucketAccess;
  private readonly objects = new Map<string, MemoryObject>();
  /** In the order of a listing; may hold keys that are gone. What was added since is in `added`. */
  private sorted: readonly string[] = [];
  private added: string[] = [];
  private isSorted = true;

  constructor(createdAt: Date, access: BucketAccess) {
    this.createdAt = createdAt;
    this.access = access;
  }

  get count(): number {
    return this.objects.size;
  }

  get(key: string): MemoryObject | undefined {
    return this.objects.get(key);
  }

  /** Stores an object and tells by how many bytes the bucket grew. */
  set(key: string, object: MemoryObject): number {
    const before = this.objects.get(key);
    this.objects.set(key, object);
    if (before === undefined) {
      this.added.push(key);
      this.isSorted = false;
      // Keys that came and went would pile up where nobody lists.
      if (this.sorted.length + this.added.length > 2 * this.objects.size + SPARE_KEYS) this.keys();
    }
    return object.bytes.byteLength - (before?.bytes.byteLength ?? 0);
  }

  /** Deletes an object and tells how many bytes it had. */
  delete(key: string): number {
    const before = this.objects.get(key);
    if (before === undefined) return 0;
    this.objects.delete(key);
    this.isSorted = false;
    return before.bytes.byteLength;
  }

  /** Deletes all and tells how many bytes that were. */
  clear(): number {
    let bytes = 0;
    for (const object of this.objects.values()) bytes += object.bytes.byteLength;
    this.objects.clear();
    this.isSorted = false;
    return bytes;
  }

  /** All keys in the order of their UTF-8 bytes. Sorts what is new only: writing pays nothing for listings. */
  keys(): readonly string[] {
    if (this.isSorted) return this.sorted;
    const old = this.sorted.filter((key) => this.objects.has(key));
    // A key that was deleted and written again is in both lists.
    const known = new Set(this.added.length === 0 ? undefined : old);
    const fresh = [...new Set(this.added)].filter((key) => this.objects.has(key) && !known.has(key)).sort(compareKeys);
    this.sorted = merge(old, fresh);
    this.added = [];
    this.isSorted = true;
    return this.sorted;
  }
}

function merge(left: readonly string[], right: readonly string[]): readonly string[] {
  if (right.length === 0) return left;
  const merged: string[] = [];
  let index = 0;
  for (const key of left) {
    for (; index < right.length; index += 1) {
      const other = right[index];
      if (other === undefined || compareKeys(other, key) > 0) break;
      merged.push(other);
    }
    merged.push(key);
  }
  for (const key of right.slice(index)) merged.push(key);
  return merged;
}
