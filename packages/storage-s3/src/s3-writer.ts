import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { err, ok, type AsyncResult, type IoOptions, type ObjectInfo } from '@infra/core';
import type { ObjectHead, ObjectPath, ObjectSource } from '@internal/storage-rules';
import { dateOfAnswer } from './date-of-answer.js';
import { fromS3 } from './errors.js';
import { toUserMetadata } from './metadata.js';
import { MAX_PARTS, uploadInParts } from './multipart.js';
import type { ResolvedOptions } from './resolve-options.js';
import { partsOfBytes, partsOfChunks, type Part } from './parts.js';
import type { RequestContext, Requests } from './requests.js';

type Stored = Pick<ObjectInfo, 'etag' | 'lastModified'>;

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
  const stored = first.isLast ? await putAtOnce() : await putInParts();
  if (!stored.ok) return stored;
  return ok({
    key,
    size,
    ...stored.value,
    contentType: head.contentType,
    ...(head.cacheControl === undefined ? undefined : { cacheControl: head.cacheControl }),
    metadata: head.metadata,
    ...(head.sha256 === undefined ? undefined : { sha256: head.sha256 }),
  });

  async function putAtOnce(): AsyncResult<Stored> {
    onPart(first.bytes.byteLength);
    const put = await requests.send(context, async (client, send) => {
      const command = new PutObjectCommand({
        ...target,
        Body: first.bytes,
        ...(ifAbsent ? { IfNoneMatch: '*' } : undefined),
      });
      const answeredAt = dateOfAnswer(command);
      const { ETag: etag = '' } = await client.send(command, send);
      return { etag, lastModified: answeredAt() ?? options.clock.now() };
    });
    return put;
  }

  async function putInParts(): AsyncResult<Stored> {
    const { concurrency, onError } = options;
    const put = await uploadInParts(requests, target, parts, first, context, {
      concurrency,
      ifAbsent,
      onPart,
      onError,
    });
    return put.ok ? ok({ etag: put.value, lastModified: await modifiedAt(put.value) }) : put;
  }

  /** When an upload in parts began, which S3 takes for it. Stored is stored: a failure here, or a later write, is no failure of this one. */
  async function modifiedAt(etag: string): Promise<Date> {
    const found = await requests.attempt(context, (client, send) =>
      client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), send),
    );
    const isOurs = found.ok && found.value.ETag === etag;
    return (isOurs ? found.value.LastModified : undefined) ?? options.clock.now();
  }
}
