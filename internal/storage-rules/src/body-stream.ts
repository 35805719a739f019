import { isInfraError, type InfraError } from '@infra/core';
import { closeIterable } from './close-iterable.js';
import type { StorageErrors } from './errors.js';

/** How a driver's chunks become an `ObjectStream.body`. */
export interface BodyStreamOptions {
  readonly errors: StorageErrors;
  /** For the errors: `getStream` or `get`. */
  readonly operation: string;
  /** Bytes to come: the object's or the range's. Another number of them errors the stream. */
  readonly size: number;
  /** Aborting it errors the stream with `cancelled`, and closes the chunks. */
  readonly signal?: AbortSignal | undefined;
  /** The adapter's table. Default: what is no `InfraError` becomes `internal`. */
  readonly toInfraError?: (cause: unknown) => InfraError;
  /** Called once, when nothing is read any more: a generator that was never started does not hear of `return`. */
  readonly onOver?: () => void;
}

const ignore = (): void => {};

/**
 * The web stream of an object's content, read as fast as it is consumed, without anything read ahead. Closes the chunks (their
 * iterator's `return`; a Node stream's `destroy`) as soon as nobody reads on: at a cancel, an abort or a failure.
 */
export function bodyStream(chunks: AsyncIterable<Uint8Array>, options: BodyStreamOptions): ReadableStream<Uint8Array> {
  const { errors, operation, size, signal } = options;
  const iterator = chunks[Symbol.asyncIterator]();
  let received = 0;
  let isOver = false;
  let fail: (error: InfraError) => void = ignore;

  function onAbort(): void {
    fail(errors.cancelled(operation));
    close();
  }

  function settle(): void {
    if (isOver) return;
    isOver = true;
    options.onOver?.();
    signal?.removeEventListener('abort', onAbort);
  }

  function close(): void {
    settle();
    closeIterable(chunks, iterator);
  }

  function infraErrorOf(cause: unknown): InfraError {
    if (isInfraError(cause)) return cause;
    return options.toInfraError?.(cause) ?? errors.unexpected(operation, cause);
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        fail = (error) => controller.error(error);
        if (signal?.aborted === true) onAbort();
        else signal?.addEventListener('abort', onAbort, { once: true });
      },
      async pull(controller) {
        try {
          for (;;) {
            const step = await iterator.next();
            if (isOver) return;
            if (step.done === true) {
              settle();
              if (received === size) controller.close();
              else controller.error(errors.wrongSize(operation, size, received));
              return;
            }
            received += step.value.byteLength;
            if (received > size) throw errors.wrongSize(operation, size, received);
            if (step.value.byteLength === 0) continue;
            controller.enqueue(step.value);
            return;
          }
        } catch (cause) {
          if (isOver) return;
          controller.error(infraErrorOf(cause));
          close();
        }
      },
      cancel() {
        close();
      },
    },
    { highWaterMark: 0 },
  );
}

/** A body in memory. What errors the stream is thrown as it is: an `InfraError`. */
export async function collect(
  body: ReadableStream<Uint8Array>,
  size: number,
  errors: StorageErrors,
  operation: string,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let received = 0;
  for await (const chunk of body) {
    if (received + chunk.byteLength > size) throw errors.wrongSize(operation, size, received + chunk.byteLength);
    bytes.set(chunk, received);
    received += chunk.byteLength;
  }
  if (received !== size) throw errors.wrongSize(operation, size, received);
  return bytes;
}
