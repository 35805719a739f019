import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  type CompletedPart,
  type CreateMultipartUploadCommandInput,
} from '@aws-sdk/client-s3';
import { err, ok, type AsyncResult, type InfraError, type OnError } from '@infra/core';
import { errors, fromS3 } from './errors.js';
import type { Part } from './parts.js';
import type { RequestContext, Requests } from './requests.js';

export interface MultipartOptions {
  readonly concurrency: number;
  readonly ifAbsent: boolean;
  /** Called as each part has arrived. What it throws fails the upload. */
  readonly onPart: (bytes: number) => void;
  readonly onError: OnError;
}

/** S3's own limit. */
export const MAX_PARTS = 10_000;

/** What a provider that does not answer is not asked for again while the caller waits. */
const CLEANED_UP_LATER: ReadonlySet<string> = new Set(['cancelled', 'timeout', 'unavailable']);

/**
 * Uploads a body in parts, some at a time. Unlike the SDK's `Upload`, it stops at the first failure instead of sending the rest, gives
 * each part its deadline, and removes the parts only when none is under way any more, so that none arrives afterwards and stays.
 */
export async function uploadInParts(
  requests: Requests,
  target: CreateMultipartUploadCommandInput & { readonly Bucket: string; readonly Key: string },
  parts: Iterator<Part> | AsyncIterator<Part>,
  first: Part,
  context: RequestContext,
  options: MultipartOptions,
): AsyncResult<string> {
  // Where the client adds a checksum to every part, the upload has to announce it, and its end to repeat it.
  const hasChecksums = (await requests.client.config.requestChecksumCalculation()) === 'WHEN_SUPPORTED';
  const created = await requests.send(context, (client, send) =>
    client.send(
      new CreateMultipartUploadCommand({ ...target, ...(hasChecksums ? { ChecksumAlgorithm: 'CRC32' } : undefined) }),
      send,
    ),
  );
  if (!created.ok) return created;
  const upload = { Bucket: target.Bucket, Key: target.Key, UploadId: created.value.UploadId };

  const completed: CompletedPart[] = [];
  const underWay = new Set<Promise<void>>();
  const stop = new AbortController();
  let failure: InfraError | undefined;
  let wake: () => void = () => undefined;
  const failed = new Promise<void>((resolve) => (wake = resolve));

  function fail(error: InfraError): void {
    if (failure !== undefined) return;
    failure = error;
    stop.abort();
    wake();
  }

  async function send(part: Part, number: number): Promise<void> {
    const sent = await requests.send({ ...context, signal: stop.signal }, (client, options) =>
      client.send(new UploadPartCommand({ ...upload, PartNumber: number, Body: part.bytes }), options),
    );
    if (!sent.ok) return fail(sent.error);
    const { ETag, ChecksumCRC32 } = sent.value;
    completed.push({ PartNumber: number, ETag, ...(ChecksumCRC32 === undefined ? undefined : { ChecksumCRC32 }) });
    const bytes = part.bytes.byteLength;
    part.release();
    try {
      options.onPart(bytes);
    } catch (cause) {
      fail(errors.unexpected('put', cause));
    }
  }

  async function sendAll(): Promise<void> {
    let part = first;
    for (let number = 1; ; number += 1) {
      if (number > MAX_PARTS) {
        return fail(
          errors.invalid(
            'put',
            `The body needs more than ${String(MAX_PARTS)} parts. Raise partBytes, or give contentLength.`,
          ),
        );
      }
      const task = send(part, number).finally(() => underWay.delete(task));
      underWay.add(task);
      if (underWay.size >= options.concurrency) await Promise.race(underWay);
      if (failure !== undefined || part.isLast) return;
      const step = await Promise.race([parts.next(), failed]);
      if (step === undefined || step.done === true) return;
      part = step.value;
    }
  }

  const onAbort = (): void => {
    fail(errors.cancelled(context.operation));
  };
  context.signal?.addEventListener('abort', onAbort, { once: true });
  if (context.signal?.aborted === true) onAbort();
  await sendAll().catch((cause: unknown) => {
    fail(fromS3('put', cause));
  });
  await Promise.all(underWay);
  context.signal?.removeEventListener('abort', onAbort);

  if (failure === undefined) {
    const Parts = completed.sort((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0));
    const done = await requests.send(context, (client, send) =>
      client.send(
        new CompleteMultipartUploadCommand({
          ...upload,
          MultipartUpload: { Parts },
          ...(options.ifAbsent ? { IfNoneMatch: '*' } : undefined),
        }),
        send,
      ),
    );
    if (done.ok) return ok(done.value.ETag ?? '');
    failure = done.error;
  }
  const removed = requests.track(async () => {
    const aborted = await requests.send({ ...context, signal: undefined }, (client, send) =>
      client.send(new AbortMultipartUploadCommand(upload), send),
    );
    if (!aborted.ok) report(options.onError, aborted.error);
  });
  if (!CLEANED_UP_LATER.has(failure.code)) await removed;
  return err(failure);
}

function report(onError: OnError, error: InfraError): void {
  try {
    onError(error);
  } catch {
    // It must not throw; what it does all the same is its own affair.
  }
}
