import type { S3Client } from '@aws-sdk/client-s3';
import {
  err,
  ok,
  type AsyncResult,
  type Health,
  type HealthCheck,
  type Lifecycle,
  type ObjectStorage,
  type Provided,
  type SignedUrls,
} from '@infra/core';
import { LinkedStorageFront } from '@internal/storage-rules';
import { errors, PROVIDER } from './errors.js';
import type { S3StorageOptions } from './options.js';
import { resolveOptions } from './resolve-options.js';
import { Requests } from './requests.js';
import { S3Driver } from './s3-driver.js';

/** How long `close` waits for what is under way, unless told otherwise. */
const CLOSE_DEADLINE_MS = 5_000;

/** Object storage in S3. */
export interface S3Storage extends ObjectStorage, Provided, Lifecycle, HealthCheck {
  readonly signedUrls: SignedUrls;
  publicUrl(key: string): string;
  /** The AWS SDK's client, for what the port does not offer. */
  readonly native: S3Client;
}

/**
 * Makes an object storage in Amazon S3, or in whatever speaks its protocol, through the AWS SDK. Connects on first use.
 * Throws `validation` for options that make no sense, and for nothing else.
 */
export function createS3Storage(options: S3StorageOptions): S3Storage {
  const resolved = resolveOptions(options);
  const { bucket, client, clock } = resolved;
  const requests = new Requests(client, resolved.timeoutMs, clock);
  const driver = new S3Driver(requests, resolved);
  let closing: Promise<void> | undefined;

  function close(deadlineMs = CLOSE_DEADLINE_MS): Promise<void> {
    closing ??= requests.close(deadlineMs).then(() => {
      if (resolved.isOwnClient) client.destroy();
    });
    return closing;
  }

  async function health(signal: AbortSignal | undefined): AsyncResult<Health> {
    const context = { operation: 'health', bucket, signal };
    if (signal?.aborted === true) return err(errors.cancelled('health'));
    if (requests.isClosed) return ok({ status: 'down', latencyMs: 0, reason: 'The storage is closed.' });
    const started = clock.monotonicMs();
    const found = await requests.track(() => driver.objects.bucketExists(bucket, context));
    const latencyMs = clock.monotonicMs() - started;
    if (found.ok && found.value) return ok({ status: 'up', latencyMs });
    const error = found.ok ? errors.noBucket('health', bucket) : found.error;
    return error.code === 'cancelled' ? err(error) : ok({ status: 'down', latencyMs, reason: error.message });
  }

  return Object.assign(new LinkedStorageFront(driver, bucket, resolved.policy), {
    provider: PROVIDER,
    native: client,
    health: (io = {}) => health(io.signal),
    close: async (io = {}) => {
      await close(io.deadlineMs);
      return ok();
    },
    [Symbol.asyncDispose]: () => close(),
  } satisfies Pick<S3Storage, 'provider' | 'native' | 'health' | 'close' | typeof Symbol.asyncDispose>);
}
