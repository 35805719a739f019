import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { err, InfraError, ok, type AsyncResult, type IoOptions } from '@infra/core';
import { fromS3 } from './errors.js';
import type { S3Objects } from './s3-objects.js';

const MAX_KEYS = 1_000;

/** Characters that XML 1.0 cannot hold: DeleteObjects, which is XML, cannot name such keys. */
const NO_XML = /[\ufffe\uffff]/;

/** Deletes many objects, and goes on after a failure: the error says which are left. */
export async function deleteObjects(
  objects: S3Objects,
  bucket: string,
  keys: readonly string[],
  io: IoOptions | undefined,
  operation: string,
): AsyncResult<void> {
  const failed: string[] = [];
  let failure: InfraError | undefined;
  const { requests } = objects;

  async function deleteBatch(batch: readonly string[]): Promise<void> {
    const deleted = await requests.send({ operation, bucket, signal: io?.signal }, (client, send) =>
      client.send(
        new DeleteObjectsCommand({ Bucket: bucket, Delete: { Quiet: true, Objects: batch.map((Key) => ({ Key })) } }),
        send,
      ),
    );
    if (!deleted.ok) {
      failure ??= deleted.error;
      failed.push(...batch);
      return;
    }
    for (const { Key = '', Code = '', Message = '' } of deleted.value.Errors ?? []) {
      failed.push(Key);
      failure ??= fromS3(operation, Object.assign(new Error(Message), { name: Code }), { bucket, key: Key });
    }
  }

  async function deleteOne(key: string): Promise<void> {
    const removed = await objects.remove({ bucket, key }, io, operation);
    if (removed.ok) return;
    failure ??= removed.error;
    failed.push(key);
  }

  const plain = keys.filter((key) => !NO_XML.test(key));
  for (let start = 0; start < plain.length; start += MAX_KEYS) await deleteBatch(plain.slice(start, start + MAX_KEYS));
  for (const key of keys) if (NO_XML.test(key)) await deleteOne(key);
  return failure === undefined ? ok() : err(withFailed(failure, failed));
}

function withFailed(error: InfraError, failed: readonly string[]): InfraError {
  const { code, message, provider, operation, retryable, retryAfterMs, cause, details } = error;
  return new InfraError({
    ...{ code, provider, operation, retryable, retryAfterMs, cause },
    message: `${message} ${String(failed.length)} of the objects are left; details.failed names them.`,
    details: { ...details, failed },
  });
}
