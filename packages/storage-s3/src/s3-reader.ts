import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { err, ok, type AsyncResult, type ByteRange, type IoOptions, type ObjectStream } from '@infra/core';
import { bodyStream, spanOf, type ObjectPath } from '@internal/storage-rules';
import { errors, fromS3, statusOf, timedOut } from './errors.js';
import type { Requests } from './requests.js';
import { infoOf, type S3Objects } from './s3-objects.js';

/** What this needs of a Node stream. */
interface Body extends AsyncIterable<Uint8Array> {
  on(event: 'error', listener: () => void): unknown;
  destroy(error?: Error): unknown;
}

type Operation = 'get' | 'getStream';

function rangeHeader({ offset, length }: ByteRange): string {
  return `bytes=${String(offset)}-${length === undefined ? '' : String(offset + length - 1)}`;
}

/** The size of the whole object, of `bytes 0-9/100`. */
function totalOf({ ContentRange: range, ContentLength: length }: GetObjectCommandOutput): number {
  return range === undefined ? (length ?? 0) : Number(range.slice(range.lastIndexOf('/') + 1));
}

/** Opens an object's content, or a part of it. */
export async function openObject(
  objects: S3Objects,
  path: ObjectPath,
  range: ByteRange | undefined,
  io: IoOptions | undefined,
  operation: Operation,
): AsyncResult<ObjectStream | undefined> {
  const { requests } = objects;
  const { bucket, key } = path;
  const context = { operation, bucket, key, signal: io?.signal };
  const got = await requests.attempt(context, (client, send) =>
    client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...(range && { Range: rangeHeader(range) }) }), send),
  );
  if (!got.ok) {
    if (got.error instanceof Error && got.error.name === 'NoSuchKey') return ok(undefined);
    if (range !== undefined && statusOf(got.error) === 416) return outside(objects, path, range, io, operation);
    return err(fromS3(operation, got.error, context));
  }
  const size = totalOf(got.value);
  const span = spanOf(range, size);
  const body = got.value.Body as Body | undefined;
  if (body === undefined || typeof span === 'string') throw errors.wrongSize(operation, size, 0);
  // Without a listener, a connection that is lost before anybody reads would end the process.
  body.on('error', () => undefined);
  const over = requests.begin(() => body.destroy(errors.closed(operation)));
  const chunks = withDeadline(body, requests, operation);
  return ok({
    info: infoOf(key, size, got.value),
    body: bodyStream(chunks, {
      errors,
      operation,
      size: span.end - span.start,
      signal: io?.signal,
      toInfraError: (cause) => fromS3(operation, cause, context),
      onOver: over,
    }),
  });
}

/** S3 has no range of an empty object, where the port has an empty one. */
async function outside(
  objects: S3Objects,
  path: ObjectPath,
  range: ByteRange,
  io: IoOptions | undefined,
  operation: Operation,
): AsyncResult<ObjectStream | undefined> {
  const found = await objects.stat(path, io, operation);
  if (!found.ok) return found;
  if (found.value === undefined) return ok(undefined);
  const problem = spanOf(range, found.value.size);
  if (typeof problem === 'string') return err(errors.invalid(operation, problem));
  return ok({ info: found.value, body: new Blob([]).stream() });
}

/** The chunks of a response, each within the time that a request may take; closing it ends the connection at once. */
function withDeadline(body: Body, { clock, timeoutMs }: Requests, operation: Operation): AsyncIterable<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const cancel = clock.schedule(timeoutMs, () => body.destroy(timedOut(operation, timeoutMs)));
        try {
          const step = await iterator.next();
          if (step.done === true) return step;
          const { buffer, byteOffset, byteLength } = step.value;
          return { done: false, value: new Uint8Array(buffer, byteOffset, byteLength) };
        } finally {
          cancel();
        }
      },
      async return() {
        body.destroy();
        return { done: true, value: undefined };
      },
    }),
  };
}
