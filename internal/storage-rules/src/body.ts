import { types } from 'node:util';
import type { ObjectBody } from '@infra/core';
import { closeIterable, isNodeStream } from './close-iterable.js';

/** A body that is read chunk by chunk. What it hands out is not known to be bytes. */
export interface ChunkReader {
  next(): Promise<IteratorResult<unknown, unknown>>;
  /** Tells the caller's stream that nobody reads on. Does not wait for it, and never fails. */
  close(): void;
  /** Whether a chunk may change after it was handed out: only what Node itself made does not. */
  readonly mayChange: boolean;
}

/** What a body is: bytes in memory, or something to be read; a text says why it is neither. */
export type OpenBody =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'stream'; readonly size: number | undefined; open(): ChunkReader }
  | { readonly kind: 'problem'; readonly problem: string };

const KINDS = 'Hand in a string, a Uint8Array, a Blob, a web ReadableStream or an AsyncIterable of Uint8Arrays.';

/** Bytes are copied, so that a caller who changes them afterwards changes nothing. */
export function openBody(body: ObjectBody): OpenBody {
  const given: unknown = body;
  if (typeof given === 'string') {
    if (given.isWellFormed()) return { kind: 'bytes', bytes: new TextEncoder().encode(given) };
    return {
      kind: 'problem',
      problem: 'The text has a lone surrogate, which UTF-8 cannot store. Store bytes instead.',
    };
  }
  if (types.isUint8Array(given)) return { kind: 'bytes', bytes: new Uint8Array(given) };
  if (typeof given !== 'object' || given === null) {
    return { kind: 'problem', problem: `A body cannot be ${given === null ? 'null' : `a ${typeof given}`}. ${KINDS}` };
  }
  if (isBlob(given)) return { kind: 'stream', size: given.size, open: () => fromWebStream(given.stream(), false) };
  if (isWebStream(given)) {
    if (given.locked) return { kind: 'problem', problem: "The body's stream is locked: something else reads it." };
    return { kind: 'stream', size: undefined, open: () => fromWebStream(given, true) };
  }
  if (isAsyncIterable(given)) return { kind: 'stream', size: undefined, open: () => fromIterable(given) };
  const name: unknown = (given.constructor as { readonly name?: unknown } | undefined)?.name;
  return { kind: 'problem', problem: `A body cannot be of the class ${String(name)}. ${KINDS}` };
}

/** Closes the stream of a body that was refused before anything was read. */
export function discardBody(body: ObjectBody): void {
  if (typeof body !== 'object' || types.isUint8Array(body)) return;
  try {
    const opened = openBody(body);
    if (opened.kind === 'stream') opened.open().close();
  } catch {
    // A stream that cannot even be opened needs no closing.
  }
}

// By shape, not by class: a test runner's or a polyfill's are as good as Node's own.

function isBlob(value: object): value is Blob {
  return 'stream' in value && typeof value.stream === 'function' && 'size' in value && typeof value.size === 'number';
}

function isWebStream(value: object): value is ReadableStream<unknown> {
  return 'getReader' in value && typeof value.getReader === 'function';
}

function isAsyncIterable(value: object): value is AsyncIterable<unknown> {
  return Symbol.asyncIterator in value && typeof value[Symbol.asyncIterator] === 'function';
}

const ignore = (): void => {};

function fromWebStream(stream: ReadableStream<unknown>, mayChange: boolean): ChunkReader {
  const reader = stream.getReader();
  return {
    next: () => reader.read(),
    close: () => void reader.cancel().then(ignore, ignore),
    mayChange,
  };
}

function fromIterable(iterable: AsyncIterable<unknown>): ChunkReader {
  // A Node stream that fails before it is read would else end the process. Its reader hears of the failure all the same.
  if (isNodeStream(iterable)) iterable.on('error', ignore);
  const iterator = iterable[Symbol.asyncIterator]();
  return {
    next: async () => iterator.next(),
    close: () => closeIterable(iterable, iterator),
    mayChange: true,
  };
}
