import { Buffer } from 'node:buffer';

/** A piece of a body, of full size unless it is the last. */
export interface Part {
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
  /** Nobody needs the bytes any more: their memory may hold another part. */
  release(): void;
}

/** Bytes that are in memory already, without a copy. Always at least one part. */
export function* partsOfBytes(bytes: Uint8Array, partBytes: number): Generator<Part, void> {
  let start = 0;
  do {
    const end = start + partBytes;
    yield { bytes: bytes.subarray(start, end), isLast: end >= bytes.byteLength, release() {} };
    start = end;
  } while (start < bytes.byteLength);
}

/**
 * Chunks gathered into parts. Their memory is used again once they are released: waiting for the garbage collector would let
 * a fast stream grow far beyond what is under way.
 */
export async function* partsOfChunks(chunks: AsyncIterable<Uint8Array>, partBytes: number): AsyncGenerator<Part, void> {
  const free: Buffer[] = [];
  let buffer: Buffer | undefined;
  let filled = 0;

  function take(isLast: boolean): Part {
    const memory = buffer ?? Buffer.alloc(0);
    const part = {
      bytes: memory.subarray(0, filled),
      isLast,
      release() {
        if (memory.length === partBytes) free.push(memory);
      },
    };
    buffer = undefined;
    filled = 0;
    return part;
  }

  for await (const chunk of chunks) {
    let at = 0;
    while (at < chunk.byteLength) {
      // Only now is it known that a full part is not the last.
      if (filled === partBytes) yield take(false);
      buffer ??= free.pop() ?? Buffer.allocUnsafeSlow(partBytes);
      const end = Math.min(chunk.byteLength, at + partBytes - filled);
      buffer.set(chunk.subarray(at, end), filled);
      filled += end - at;
      at = end;
    }
  }
  yield take(true);
}
