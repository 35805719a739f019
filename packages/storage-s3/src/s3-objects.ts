import {
  CopyObjectCommand,
  DeleteObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
} from '@aws-sdk/client-s3';
import { err, ok, type AsyncResult, type IoOptions, type ObjectInfo } from '@infra/core';
import type { ObjectPath } from '@internal/storage-rules';
import { errors, fromS3, statusOf } from './errors.js';
import { fromUserMetadata } from './metadata.js';
import type { RequestContext, Requests } from './requests.js';

/** What HeadObject and GetObject say of an object. */
export function infoOf(key: string, size: number, head: Omit<HeadObjectCommandOutput, '$metadata'>): ObjectInfo {
  const { metadata, sha256 } = fromUserMetadata(head.Metadata);
  return {
    key,
    size,
    etag: head.ETag ?? '',
    lastModified: head.LastModified ?? new Date(0),
    contentType: head.ContentType ?? 'application/octet-stream',
    ...(head.CacheControl === undefined ? undefined : { cacheControl: head.CacheControl }),
    metadata,
    ...(sha256 === undefined ? undefined : { sha256 }),
  };
}

/** Objects without their content. */
export class S3Objects {
  readonly requests: Requests;
  /** Buckets that were there when it mattered last: a 404 in one of them is about the object. */
  private readonly seenBuckets = new Set<string>();

  constructor(requests: Requests) {
    this.requests = requests;
  }

  async stat(
    { bucket, key }: ObjectPath,
    io: IoOptions | undefined,
    operation: string,
  ): AsyncResult<ObjectInfo | undefined> {
    const context: RequestContext = { operation, bucket, key, signal: io?.signal };
    const head = await this.requests.attempt(context, (client, send) =>
      client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), send),
    );
    if (head.ok) {
      this.seenBuckets.add(bucket);
      return ok(infoOf(key, head.value.ContentLength ?? 0, head.value));
    }
    // The answer to a HEAD has no body, which would say whether it is the object or the bucket that is missing.
    if (statusOf(head.error) === 404) return this.absent(bucket, context);
    return err(fromS3(operation, head.error, context));
  }

  /** `undefined`, if the bucket is there. Asked once for each bucket. */
  private async absent(bucket: string, context: RequestContext): AsyncResult<undefined> {
    if (this.seenBuckets.has(bucket)) return ok(undefined);
    const found = await this.bucketExists(bucket, context);
    if (!found.ok) return found;
    return found.value ? ok(undefined) : err(errors.noBucket(context.operation, bucket));
  }

  async bucketExists(bucket: string, context: RequestContext): AsyncResult<boolean> {
    const head = await this.requests.attempt(context, (client, send) =>
      client.send(new HeadBucketCommand({ Bucket: bucket }), send),
    );
    if (head.ok) this.seenBuckets.add(bucket);
    else if (statusOf(head.error) === 404) this.forget(bucket);
    else return err(fromS3(context.operation, head.error, context));
    return ok(head.ok);
  }

  forget(bucket: string): void {
    this.seenBuckets.delete(bucket);
  }

  async remove({ bucket, key }: ObjectPath, io: IoOptions | undefined, operation: string): AsyncResult<void> {
    const removed = await this.requests.send({ operation, bucket, key, signal: io?.signal }, (client, send) =>
      client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), send),
    );
    return removed.ok ? ok() : removed;
  }

  async copy(
    bucket: string,
    from: string,
    to: string,
    ifAbsent: boolean,
    io: IoOptions | undefined,
    operation: 'copy' | 'move',
  ): AsyncResult<ObjectInfo> {
    const context: RequestContext = { operation, bucket, signal: io?.signal };
    const copied = await this.requests.attempt(context, (client, send) =>
      client.send(
        new CopyObjectCommand({
          Bucket: bucket,
          Key: to,
          // The SDK leaves this header as it is, and S3 decodes it.
          CopySource: [bucket, ...from.split('/')].map(encodeURIComponent).join('/'),
          ...(ifAbsent ? { IfNoneMatch: '*' } : undefined),
        }),
        send,
      ),
    );
    if (!copied.ok) {
      const isRefused = statusOf(copied.error) === 412;
      return err(fromS3(operation, copied.error, { bucket, key: isRefused ? to : from }));
    }
    const info = await this.stat({ bucket, key: to }, io, operation);
    if (!info.ok) return info;
    return info.value === undefined ? err(errors.noObject(operation, to)) : ok(info.value);
  }
}
