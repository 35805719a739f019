import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { err, ok, type AsyncResult, type IoOptions, type ObjectInfo } from '@infra/core';
import type { ObjectHead, ObjectPath, ObjectSource } from '@internal/storage-rules';
import { fromS3 } from './errors.js';
import { toUserMetadata } from './metadata.js';
import { MAX_PARTS, uploadInParts } from './multipart.js';
import type { ResolvedOptions } from './resolve-options.js';
import { partsOfBytes, partsOfChunks, type Part } from './parts.js';
import type { RequestContext, Requests } from './requests.js';

/** Stores an object: in one request what fits into a part, else in parts. */
export async function putObject(
  requests: Requests,
  options: ResolvedOptions,
  { bucket, key }: ObjectPath,
  source: ObjectSource,
  head: ObjectHead,
  ifAbsent: boolean,
  io: IoOptions | undefined,
): AsyncResult<ObjectInfo> {
  const context: RequestContext = { operation: 'put', bucket, key, signal: io?.signal };
  const target = {
    Bucket: bucket,
    Key: key,
    ContentType: head.contentType,
    ...(head.cacheControl === undefined ? undefined : { CacheControl: head.cacheControl }),
    Metadata: toUserMetadata(head),
  };
  const partBytes = Math.max(options.partBytes, Math.ceil((source.size ?? 0) / MAX_PARTS));
  let size = 0;
  const onPart = (bytes: number): void => {
    size += bytes;
    source.progress(bytes);
  };
  const { bytes } = source;
  const parts: Iterator<Part> | AsyncIterator<Part> =
    bytes === undefined ? partsOfChunks(source.chunks(), partBytes) : partsOfBytes(bytes, partBytes);
  let first: Part;
  try {
    first = (await parts.next()).value as Part;
  } catch (cause) {
    return err(fromS3('put', cause));
  }
  const stored = first.isLast
    ? await putAtOnce()
    : await uploadInParts(requests, target, parts, first, context, {
        concurrency: options.concurrency,
        ifAbsent,
        onPart,
        onError: options.onError,
      });
  if (!stored.ok) return stored;
  return ok({
    key,
    size,
    etag: stored.value,
    lastModified: await modifiedAt(stored.value),
    contentType: head.contentType,
    ...(head.cacheControl === undefined ? undefined : { cacheControl: head.cacheControl }),
    metadata: head.metadata,
    ...(head.sha256 === undefined ? undefined : { sha256: head.sha256 }),
  });

  async function putAtOnce(): AsyncResult<string> {
    onPart(first.bytes.byteLength);
    const put = await requests.send(context, (client, send) =>
      client.send(
        new PutObjectCommand({ ...target, Body: first.bytes, ...(ifAbsent ? { IfNoneMatch: '*' } : undefined) }),
        send,
      ),
    );
    return put.ok ? ok(put.value.ETag ?? '') : put;
  }

  /** PutObject does not say it. Stored is stored: a failure here, or somebody else's later write, is no failure of this one. */
  async function modifiedAt(etag: string): Promise<Date> {
    const found = await requests.attempt(context, (client, send) =>
      client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), send),
    );
    const isOurs = found.ok && found.value.ETag === etag;
    return (isOurs ? found.value.LastModified : undefined) ?? options.clock.now();
  }
}
