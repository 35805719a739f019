import type { ByteRange } from '@infra/core';

/** A range that lies in its object. `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a range lies in an object of `size` bytes; a text says why nowhere. Every range of an empty object is empty. */
export function spanOf(range: ByteRange | undefined, size: number): Span | string {
  if (range === undefined) return { start: 0, end: size };
  const { offset, length } = range;
  if (size === 0) return { start: 0, end: 0 };
  if (offset >= size) {
    return `range.offset is ${String(offset)}, and the object has ${String(size)} bytes. Look with stat() before reading a part.`;
  }
  return { start: offset, end: length === undefined ? size : Math.min(size, offset + length) };
}
