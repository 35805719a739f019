import { CreateBucketCommand, DeleteBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import {
  err,
  ok,
  unwrapOr,
  type AsyncResult,
  type Bucket,
  type BucketAccess,
  type BucketInfo,
  type IoOptions,
} from '@infra/core';
import { readAccess, writeAccess } from './bucket-access.js';
import { deleteObjects } from './bulk-delete.js';
import { errors } from './errors.js';
import { listObjects } from './listing.js';
import type { Requests } from './requests.js';
import type { S3Objects } from './s3-objects.js';

const PAGE = 1_000;

/** Buckets as S3 has them. */
export class S3Buckets {
  private readonly objects: S3Objects;
  private readonly requests: Requests;

  constructor(objects: S3Objects) {
    this.objects = objects;
    this.requests = objects.requests;
  }

  async create(bucket: string, access: BucketAccess, io: IoOptions | undefined): AsyncResult<void> {
    const context = { operation: 'buckets.create', bucket, signal: io?.signal };
    // Asked first: in us-east-1 creating one's own bucket again succeeds, and changes it.
    const exists = await this.objects.bucketExists(bucket, context);
    if (!exists.ok && exists.error.code !== 'forbidden') return exists;
    // A bucket that one may not look at is somebody else's: names are unique among all.
    if (!exists.ok || exists.value) return err(errors.bucketExists(context.operation, bucket));
    const created = await this.requests.send(context, (client, send) =>
      client.send(new CreateBucketCommand({ Bucket: bucket }), send),
    );
    if (!created.ok) return created;
    if (access === 'private') return ok();
    const opened = await writeAccess(this.requests, context, access);
    // All or nothing; what fails here as well is not worth more than the first failure.
    if (!opened.ok) unwrapOr(await this.delete(bucket, undefined), undefined);
    return opened;
  }

  async stat(bucket: string, io: IoOptions | undefined): AsyncResult<BucketInfo | undefined> {
    const context = { operation: 'buckets.stat', bucket, signal: io?.signal };
    // HeadBucket does not say when a bucket was made.
    const listed = await this.names(context.operation, bucket, io);
    if (!listed.ok) return listed;
    const found = listed.value.find(({ name }) => name === bucket);
    if (found === undefined) return ok(undefined);
    const access = await readAccess(this.requests, context);
    if (access.ok) return ok({ ...found, access: access.value });
    return access.error.code === 'not_found' ? ok(undefined) : access;
  }

  list(io: IoOptions | undefined): AsyncResult<readonly Bucket[]> {
    return this.names('buckets.list', undefined, io);
  }

  setAccess(bucket: string, access: BucketAccess, io: IoOptions | undefined): AsyncResult<void> {
    return writeAccess(this.requests, { operation: 'buckets.setAccess', bucket, signal: io?.signal }, access);
  }

  async empty(bucket: string, io: IoOptions | undefined): AsyncResult<void> {
    const operation = 'buckets.empty';
    let cursor: string | undefined;
    do {
      const page = await listObjects(
        this.requests,
        bucket,
        { prefix: '', delimiter: undefined, cursor, limit: PAGE },
        io,
        operation,
      );
      if (!page.ok) return page;
      const keys = page.value.items.map(({ key }) => key);
      const deleted = keys.length === 0 ? ok() : await deleteObjects(this.objects, bucket, keys, io, operation);
      if (!deleted.ok) return deleted;
      cursor = page.value.nextCursor;
    } while (cursor !== undefined);
    return ok();
  }

  async delete(bucket: string, io: IoOptions | undefined): AsyncResult<void> {
    const context = { operation: 'buckets.delete', bucket, signal: io?.signal };
    this.objects.forget(bucket);
    const deleted = await this.requests.send(context, (client, send) =>
      client.send(new DeleteBucketCommand({ Bucket: bucket }), send),
    );
    return deleted.ok ? ok() : deleted;
  }

  private async names(
    operation: string,
    prefix: string | undefined,
    io: IoOptions | undefined,
  ): AsyncResult<readonly Bucket[]> {
    const found: Bucket[] = [];
    let token: string | undefined;
    do {
      const page = await this.requests.send({ operation, signal: io?.signal }, (client, send) =>
        client.send(
          new ListBucketsCommand({
            ...(prefix === undefined ? undefined : { Prefix: prefix }),
            ...(token === undefined ? undefined : { ContinuationToken: token }),
          }),
          send,
        ),
      );
      if (!page.ok) return page;
      for (const { Name, CreationDate } of page.value.Buckets ?? []) {
        if (Name !== undefined) found.push({ name: Name, createdAt: CreationDate ?? new Date(0) });
      }
      token = page.value.ContinuationToken;
    } while (token !== undefined && token !== '');
    return ok(found.sort((a, b) => (a.name < b.name ? -1 : 1)));
  }
}
