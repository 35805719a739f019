import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A file that holds content, or a part of it. */
export interface Blob {
  readonly id: string;
  readonly size: number;
  readonly md5: string;
}

export interface ObjectRecord {
  readonly blobs: readonly Blob[];
  readonly size: number;
  /** With its quotes. */
  readonly etag: string;
  /** Milliseconds. */
  readonly modifiedAt: number;
  /** What a response carries: content-type, cache-control, x-amz-meta-*, … */
  readonly headers: Readonly<Record<string, string>>;
}

export interface UploadRecord {
  readonly key: string;
  readonly startedAt: number;
  /** Such as `CRC32`, if it was announced that the parts have one. */
  readonly checksum: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, Blob>;
}

export interface PublicAccessBlock {
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

export interface BucketRecord {
  readonly name: string;
  readonly createdAt: number;
  policy: string | undefined;
  accessBlock: PublicAccessBlock | undefined;
  readonly objects: Map<string, ObjectRecord>;
  readonly uploads: Map<string, UploadRecord>;
}

/** Everything that changes a bucket, as a line of the journal. */
export type Change =
  | { readonly type: 'create'; readonly bucket: string; readonly at: number }
  | { readonly type: 'remove'; readonly bucket: string }
  | { readonly type: 'policy'; readonly bucket: string; readonly policy?: string | undefined }
  | { readonly type: 'block'; readonly bucket: string; readonly block?: PublicAccessBlock | undefined }
  | { readonly type: 'put'; readonly bucket: string; readonly key: string; readonly object: ObjectRecord }
  | { readonly type: 'delete'; readonly bucket: string; readonly key: string };

/**
 * Buckets in memory, content in files, and a journal of one line per change, so that a server that was killed comes
 * back with what it had confirmed. Uploads in parts that were under way are forgotten. One process, so a change is atomic.
 */
export class S3Store {
  readonly buckets = new Map<string, BucketRecord>();
  private readonly users = new Map<string, number>();
  private readonly directory: string;
  private readonly journal: string;

  constructor(directory: string) {
    this.directory = join(directory, 'blobs');
    this.journal = join(directory, 'journal.jsonl');
    mkdirSync(this.directory, { recursive: true });
    if (!existsSync(this.journal)) return;
    for (const line of readFileSync(this.journal, 'utf8').split('\n')) {
      if (line.endsWith('}')) this.apply(JSON.parse(line) as Change);
    }
  }

  newBlob(): string {
    return randomUUID();
  }

  file(id: string): string {
    return join(this.directory, id);
  }

  change(change: Change): void {
    appendFileSync(this.journal, `${JSON.stringify(change)}\n`);
    this.apply(change);
  }

  /** Keeps content while it is read, whatever becomes of its object meanwhile; the function that is returned ends it. */
  hold(blobs: readonly Blob[]): () => void {
    this.count(blobs, 1);
    return () => {
      this.count(blobs, -1);
    };
  }

  /** Removes content that no object, copy or reader uses any more. */
  discard(blobs: readonly Blob[]): void {
    this.count(blobs, 0);
  }

  private count(blobs: readonly Blob[], by: number): void {
    for (const { id } of blobs) {
      const left = (this.users.get(id) ?? 0) + by;
      if (left > 0) this.users.set(id, left);
      else {
        this.users.delete(id);
        rmSync(this.file(id), { force: true });
      }
    }
  }

  private apply(change: Change): void {
    if (change.type === 'create') {
      this.buckets.set(change.bucket, {
        name: change.bucket,
        createdAt: change.at,
        policy: undefined,
        // What every new bucket has since April 2023.
        accessBlock: { blockPublicPolicy: true, restrictPublicBuckets: true },
        objects: new Map(),
        uploads: new Map(),
      });
      return;
    }
    const bucket = this.buckets.get(change.bucket);
    if (bucket === undefined) return;
    if (change.type === 'remove') this.buckets.delete(change.bucket);
    else if (change.type === 'policy') bucket.policy = change.policy;
    else if (change.type === 'block') bucket.accessBlock = change.block;
    else {
      const before = bucket.objects.get(change.key);
      if (change.type === 'put') {
        this.count(change.object.blobs, 1);
        bucket.objects.set(change.key, change.object);
      } else bucket.objects.delete(change.key);
      if (before !== undefined) this.count(before.blobs, -1);
    }
  }
}

/** S3 keeps the times of objects in seconds. */
export function wholeSecond(): number {
  return Math.floor(Date.now() / 1_000) * 1_000;
}
