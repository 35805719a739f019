import type { InfraError } from '@infra/core';
import type { ObjectSource } from '@internal/storage-rules';

/**
 * A whole body, in memory that is nobody else's. Throws what the source throws, and `full` as soon as there is not room enough,
 * before the rest is read. `room` is asked again at every chunk: others write as well.
 */
export async function readAll(source: ObjectSource, room: () => number, full: () => InfraError): Promise<Uint8Array> {
  if (source.bytes !== undefined) {
    source.progress(source.bytes.byteLength);
    return source.bytes;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.chunks()) {
    size += chunk.byteLength;
    if (size > room()) throw full();
    chunks.push(chunk);
    source.progress(chunk.byteLength);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
