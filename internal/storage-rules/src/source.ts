import { createHash, type Hash } from 'node:crypto';
import { types } from 'node:util';
import type { ObjectBody, ObjectWriteOptions } from '@infra/core';
import { settleOnAbort } from '@internal/abort';
import { discardBody, openBody, type ChunkReader } from './body.js';
import type { ContentCheck } from './content-check.js';
import type { ObjectSource } from './driver.js';
import type { StorageErrors } from './errors.js';
import { createHeadGate } from './head-gate.js';
import { createProgress } from './progress.js';

/** What a body must keep to. */
export interface SourceRules {
  readonly contentLength: number | undefined;
  /** In lower-case hex. */
  readonly sha256: string | undefined;
  readonly maxBytes: number | undefined;
  /** Looks at the first bytes. Undefined where any content will do. */
  readonly content: ContentCheck | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ObjectWriteOptions['onProgress'];
}

/** A source as its owner sees it. */
export interface OwnedSource extends ObjectSource {
  /** The write succeeded: whatever progress the driver did not tell is told now. Throws what `onProgress` threw. */
  finish(size: number): void;
  /** The write is over: the caller's stream is closed, if it was not read to its end. */
  release(): void;
}

/** Makes a source of a body. Throws an `InfraError` for what can be known of it before the write. */
export async function createSource(body: ObjectBody, rules: SourceRules, errors: StorageErrors): Promise<OwnedSource> {
  const opened = openBody(body);
  switch (opened.kind) {
    case 'problem':
      throw errors.invalid('put', opened.problem);
    case 'bytes':
      return bytesSource(opened.bytes, rules, errors);
    case 'stream': {
      const size = opened.size ?? rules.contentLength;
      try {
        if (size !== undefined) checkSize(size, rules, errors);
      } catch (problem) {
        discardBody(body);
        throw problem;
      }
      return streamSource(opened.open, { ...rules, contentLength: size }, errors);
    }
  }
}

function checkSize(size: number, { contentLength, maxBytes }: SourceRules, errors: StorageErrors): void {
  if (contentLength !== undefined && contentLength !== size) throw wrongLength(contentLength, size, errors);
  if (maxBytes !== undefined && size > maxBytes) throw tooLarge(maxBytes, errors);
}

function wrongLength(expected: number, actual: number | string, errors: StorageErrors): Error {
  return errors.invalid('put', `The body has ${String(actual)} bytes, and contentLength says ${String(expected)}.`);
}

function tooLarge(maxBytes: number, errors: StorageErrors): Error {
  return errors.invalid('put', `The body has more than ${String(maxBytes)} bytes, which is what the policy allows.`);
}

function checkHash(hash: Hash, expected: string, errors: StorageErrors): void {
  const actual = hash.digest('hex');
  if (actual !== expected) {
    throw errors.invalid('put', `The body has the SHA-256 ${actual}, not ${expected} as given.`);
  }
}

async function bytesSource(bytes: Uint8Array, rules: SourceRules, errors: StorageErrors): Promise<OwnedSource> {
  checkSize(bytes.byteLength, rules, errors);
  if (rules.sha256 !== undefined) checkHash(createHash('sha256').update(bytes), rules.sha256, errors);
  const problem = await rules.content?.(bytes);
  if (problem !== undefined) throw errors.invalid('put', problem);
  return {
    size: bytes.byteLength,
    bytes,
    async *chunks() {
      if (bytes.byteLength > 0) yield bytes;
    },
    ...createProgress(rules.onProgress, bytes.byteLength, errors),
    release() {},
  };
}

function streamSource(open: () => ChunkReader, rules: SourceRules, errors: StorageErrors): OwnedSource {
  const progress = createProgress(rules.onProgress, rules.contentLength, errors);
  // Opened at once: a stream that is closed unread is told so, and one that cannot be opened fails early.
  const reader = opened(open, errors);
  let isOpen = true;

  function release(): void {
    if (!isOpen) return;
    isOpen = false;
    reader.close();
  }

  return {
    size: rules.contentLength,
    bytes: undefined,
    async *chunks() {
      try {
        yield* checked(
          read(reader, rules.signal, errors, () => (isOpen = false)),
          rules,
          errors,
          progress.check,
        );
      } finally {
        release();
      }
    },
    ...progress,
    release,
  };
}

function opened(open: () => ChunkReader, errors: StorageErrors): ChunkReader {
  try {
    return open();
  } catch (cause) {
    throw errors.bodyFailed('put', cause);
  }
}

/** The caller's chunks, as copies where he could change them. His failures become ours; the signal ends a wait. */
async function* read(
  reader: ChunkReader,
  signal: AbortSignal | undefined,
  errors: StorageErrors,
  onEnd: () => void,
): AsyncGenerator<Uint8Array, void> {
  for (;;) {
    const step = await nextStep(reader, signal, errors, onEnd);
    if (step.done === true) return onEnd();
    const chunk = step.value;
    if (!types.isUint8Array(chunk)) {
      const kind = typeof chunk === 'string' ? 'a string; take the encoding off the stream' : typeof chunk;
      throw errors.invalid('put', `Every chunk of the body must be a Uint8Array, and one is ${kind}.`);
    }
    if (chunk.byteLength > 0) yield reader.mayChange ? new Uint8Array(chunk) : chunk;
  }
}

async function nextStep(
  reader: ChunkReader,
  signal: AbortSignal | undefined,
  errors: StorageErrors,
  onEnd: () => void,
): Promise<IteratorResult<unknown, unknown>> {
  const work = reader.next().catch((cause: unknown) => {
    onEnd();
    throw errors.bodyFailed('put', cause);
  });
  const step = await settleOnAbort<IteratorResult<unknown, unknown> | undefined>(work, signal, () => undefined);
  if (step === undefined || signal?.aborted === true) throw errors.cancelled('put');
  return step;
}

/** Lets through what keeps to the rules; throws at the first byte that shows that it does not, at the latest at the end. */
async function* checked(
  chunks: AsyncIterable<Uint8Array>,
  { contentLength, maxBytes, sha256, content }: SourceRules,
  errors: StorageErrors,
  checkProgress: () => void,
): AsyncGenerator<Uint8Array, void> {
  const hash = sha256 === undefined ? undefined : createHash('sha256');
  const gate = content === undefined ? undefined : createHeadGate(content, errors);
  let size = 0;
  for await (const chunk of chunks) {
    checkProgress();
    size += chunk.byteLength;
    if (maxBytes !== undefined && size > maxBytes) throw tooLarge(maxBytes, errors);
    if (contentLength !== undefined && size > contentLength) {
      throw wrongLength(contentLength, `at least ${String(size)}`, errors);
    }
    hash?.update(chunk);
    if (gate === undefined) yield chunk;
    else yield* await gate.push(chunk);
  }
  if (gate !== undefined) yield* await gate.end();
  if (contentLength !== undefined && size !== contentLength) throw wrongLength(contentLength, size, errors);
  if (hash !== undefined && sha256 !== undefined) checkHash(hash, sha256, errors);
  checkProgress();
}
