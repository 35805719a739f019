import { Readable } from 'node:stream';
import { InfraError } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { bodyStream, collect, createStorageErrors, type BodyStreamOptions } from '../src/index.js';

const errors = createStorageErrors('test');
const cause = new Error('the line is cut');

function streamOf(
  chunks: AsyncIterable<Uint8Array>,
  options: Partial<BodyStreamOptions> = {},
): ReadableStream<Uint8Array> {
  return bodyStream(chunks, { errors, operation: 'getStream', size: 6, ...options });
}

async function* three(onClose?: () => void): AsyncGenerator<Uint8Array> {
  try {
    for (const start of [0, 2, 4]) yield Uint8Array.of(start, start + 1);
    yield new Uint8Array();
  } finally {
    onClose?.();
  }
}

const collected = (stream: ReadableStream<Uint8Array>, size = 6): Promise<Uint8Array> =>
  collect(stream, size, errors, 'get');

test('a body comes through chunk by chunk, and nothing is read ahead', async () => {
  let read = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of three()) {
      read += 1;
      yield chunk;
    }
  };
  const reader = streamOf(counted()).getReader();
  await new Promise((resolve) => setImmediate(resolve));
  expect(read).toBe(0);
  await reader.read();
  expect(read).toBe(1);
  expect([...(await collected(streamOf(three())))]).toEqual([0, 1, 2, 3, 4, 5]);
});

describe('a failure', () => {
  test.each([5, 7])('of length is unavailable: 6 bytes for %i', async (size) => {
    await expect(collected(streamOf(three(), { size }), size)).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
    });
    await expect(collected(streamOf(three()), size)).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('of the chunks passes the adapter’s table, or is internal', async () => {
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(2);
      throw cause;
    };
    await expect(collected(streamOf(failing()))).rejects.toMatchObject({ code: 'internal', cause });
    const toInfraError = (): InfraError =>
      new InfraError({ code: 'timeout', message: 'slow', provider: 'test', operation: 'storage.getStream', cause });
    await expect(collected(streamOf(failing(), { toInfraError }))).rejects.toMatchObject({ code: 'timeout', cause });
  });
});

describe('whoever stops reading', () => {
  test('by cancel, by leaving, by abort, or at the end, closes the chunks and is over once', async () => {
    const controller = new AbortController();
    const ways: readonly ((stream: ReadableStream<Uint8Array>) => Promise<unknown>)[] = [
      (stream) => stream.cancel(),
      async (stream) => {
        for await (const chunk of stream) if (chunk.byteLength > 0) break;
      },
      (stream) => collected(stream),
      async (stream) => {
        const reader = stream.getReader();
        await reader.read();
        controller.abort();
        await expect(reader.read()).rejects.toMatchObject({ code: 'cancelled' });
      },
    ];
    for (const stop of ways) {
      let over = 0;
      await stop(streamOf(three(), { signal: controller.signal, onOver: () => (over += 1) }));
      expect(over).toBe(1);
    }
  });

  test('a Node stream is destroyed at once, though it waits for its server', async () => {
    const stalled = new Readable({ read() {} });
    const stream = streamOf(stalled as AsyncIterable<Uint8Array>);
    const reader = stream.getReader();
    const reading = reader.read();
    await reader.cancel();
    expect(stalled.destroyed).toBe(true);
    expect((await reading).done).toBe(true);
  });

  test('a signal that is aborted already opens nothing', async () => {
    let over = 0;
    const stream = streamOf(three(), { signal: AbortSignal.abort(), onOver: () => (over += 1) });
    await expect(collected(stream)).rejects.toMatchObject({ code: 'cancelled' });
    expect(over).toBe(1);
  });
});
