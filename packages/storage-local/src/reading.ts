import type { FileHandle } from 'node:fs/promises';
import type { ByteRange, InfraError, ObjectStream } from '@infra/core';
import { bodyStream, spanOf, type Span } from '@internal/storage-rules';
import type { Context } from './context.js';
import { errors, fromFileSystem } from './errors.js';
import type { Place } from './layout.js';
import { infoOf, openObject } from './lookup.js';

/** Of one chunk: the least memory at which reading is about as fast as it gets. */
const CHUNK_BYTES = 64 * 1024;

/** Of what is collected as a whole: each read waits for its turn on another thread. */
const COLLECTED_CHUNK_BYTES = 4 * 1024 * 1024;

/** The bytes of a span, by their position. Ends early where the file does. */
export async function* chunksOf(
  handle: FileHandle,
  { start, end }: Span,
  chunkBytes: number = CHUNK_BYTES,
): AsyncGenerator<Uint8Array, void> {
  for (let position = start; position < end;) {
    const chunk = new Uint8Array(Math.min(chunkBytes, end - position));
    const { bytesRead } = await handle.read(chunk, 0, chunk.byteLength, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}

async function* inMemory(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void> {
  yield* chunks;
}

/** Handles that are open for readers. */
export class OpenStreams {
  private readonly handles = new Set<FileHandle>();
  private readonly waiting = new Set<() => void>();
  private isCut = false;

  async open(
    context: Context,
    place: Place,
    range: ByteRange | undefined,
    signal: AbortSignal | undefined,
    operation: string,
  ): Promise<ObjectStream | undefined> {
    const opened = await openObject(context, place, operation);
    if (opened === undefined) return undefined;
    const { handle, version, head } = opened;
    const span = spanOf(range, version.size);
    if (typeof span === 'string') {
      await handle.close();
      throw errors.invalid(operation, span);
    }
    const chunkBytes = operation === 'get' ? COLLECTED_CHUNK_BYTES : CHUNK_BYTES;
    const { chunks, onOver } = await this.chunks(handle, span, chunkBytes);
    const body = bodyStream(chunks, {
      errors,
      operation,
      size: span.end - span.start,
      signal,
      toInfraError: (cause): InfraError => (this.isCut ? errors.closed(operation) : fromFileSystem(operation, cause)),
      onOver,
    });
    return { info: infoOf(place.key, version, head), body };
  }

  /** What fits into one chunk is read at once, so that no file stays open for a reader who is late, or never comes. */
  private async chunks(
    handle: FileHandle,
    span: Span,
    chunkBytes: number,
  ): Promise<{ readonly chunks: AsyncIterable<Uint8Array>; readonly onOver: () => void }> {
    if (span.end - span.start > chunkBytes) {
      this.handles.add(handle);
      return { chunks: chunksOf(handle, span, chunkBytes), onOver: () => this.release(handle) };
    }
    try {
      const read: Uint8Array[] = [];
      for await (const chunk of chunksOf(handle, span, chunkBytes)) read.push(chunk);
      return { chunks: inMemory(read), onOver: () => undefined };
    } finally {
      await handle.close();
    }
  }

  /** Resolves as soon as no stream is open. */
  async drained(): Promise<void> {
    if (this.handles.size > 0) await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  /** Closes what is open, without waiting for a device that hangs: the readers get an error. */
  cutOff(): void {
    this.isCut = true;
    for (const handle of this.handles) this.release(handle);
  }

  private release(handle: FileHandle): void {
    // Waits for the read that is under way. What fails here is of no concern to the reader, who has all his bytes.
    void handle
      .close()
      .catch(() => undefined)
      .then(() => {
        this.handles.delete(handle);
        if (this.handles.size === 0) this.notify();
      });
  }

  private notify(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
