import { Readable } from 'node:stream';
import type { ObjectBody } from '@infra/core';
import { inPieces, pattern, webStream } from './fixtures.js';

export const SIZE = 100_003;
export const CONTENT: Uint8Array = pattern(SIZE);

/** Every way to hand in the same bytes. */
export const BODIES: readonly (readonly [string, () => ObjectBody])[] = [
  ['a Uint8Array', () => CONTENT],
  ['a Buffer', () => Buffer.from(CONTENT)],
  ['a view into a larger buffer', () => Buffer.concat([Buffer.alloc(7), CONTENT, Buffer.alloc(7)]).subarray(7, -7)],
  ['a Blob', () => new Blob([CONTENT.slice(0, 1_000), CONTENT.slice(1_000)])],
  ['a web stream', () => webStream(CONTENT, 16_384)],
  ['a Node stream', () => Readable.from(inPieces(CONTENT, 10_000), { objectMode: false })],
  ['an async generator', () => inPieces(CONTENT, 33_333)],
  ['a stream in single bytes and empty chunks', () => inSmallPieces(CONTENT)],
  ['a stream that fills one buffer again and again', () => inOneBuffer(CONTENT)],
];

async function* inSmallPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield new Uint8Array();
  for (let at = 0; at < 50; at += 1) yield bytes.subarray(at, at + 1);
  yield new Uint8Array();
  yield bytes.subarray(50);
  yield new Uint8Array();
}

async function* inOneBuffer(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(4_096);
  for (let at = 0; at < bytes.byteLength; at += buffer.byteLength) {
    const piece = bytes.subarray(at, at + buffer.byteLength);
    buffer.set(piece);
    yield buffer.subarray(0, piece.byteLength);
    buffer.fill(0);
  }
}

/** Fails after a part of its bytes. */
export async function* failing(cause: unknown, size = 50_000): AsyncGenerator<Uint8Array> {
  yield pattern(size, 9);
  throw cause;
}
