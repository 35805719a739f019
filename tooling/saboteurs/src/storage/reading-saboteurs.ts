import type { StorageHarness } from '@infra/conformance';
import { ok, type ObjectStorage, type ObjectStream } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { gone } from './correct-harness.js';
import { spoil } from './spoil.js';

const PART = 65_536;

/** Reads an object part by part, each time whatever is there then. */
function lazily(inner: ObjectStorage, key: string, { info }: ObjectStream): ReadableStream<Uint8Array> {
  let offset = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const part = offset < info.size ? await inner.get(key, { range: { offset, length: PART } }) : undefined;
        if (part?.ok !== true || part.value === undefined) return controller.close();
        offset += part.value.bytes.byteLength;
        controller.enqueue(part.value.bytes);
      },
    },
    { highWaterMark: 0 },
  );
}

export const readingSaboteurs: readonly Saboteur<StorageHarness>[] = [
  {
    name: 'fails where there is nothing',
    caughtBy: 'what is not there is undefined, not an error',
    sabotage: spoil((inner) => ({
      get: async (key, options) => {
        const found = await inner.get(key, options);
        return found.ok && found.value === undefined ? gone() : found;
      },
    })),
  },
  {
    name: 'never replaces an object',
    caughtBy: 'an object comes back until it is replaced, whole and as a stream',
    sabotage: spoil((inner) => ({
      put: async (key, body, options) => {
        const there = await inner.stat(key, options);
        return there.ok && there.value !== undefined ? ok(there.value) : inner.put(key, body, options);
      },
    })),
  },
  {
    name: 'takes the end of a range as part of it',
    caughtBy: 'a range is those bytes, cut off at the end, and the info is the whole object’s',
    sabotage: spoil((inner) => ({
      get: (key, { range, ...options } = {}) => {
        const { offset = 0, length = PART } = range ?? {};
        return inner.get(
          key,
          range === undefined ? options : { ...options, range: { offset, length: Math.min(length, PART) + 1 } },
        );
      },
    })),
  },
  {
    name: 'tells the size of the range for that of the object',
    caughtBy: 'a range is those bytes, cut off at the end, and the info is the whole object’s',
    sabotage: spoil((inner) => ({
      get: async (key, options) => {
        const found = await inner.get(key, options);
        if (!found.ok || found.value === undefined) return found;
        const { info, bytes } = found.value;
        return ok({ info: { ...info, size: bytes.byteLength }, bytes });
      },
    })),
  },
  {
    name: 'finds nothing behind the end',
    caughtBy: 'a range from the end on is refused; every range of an empty object is empty',
    sabotage: spoil((inner) => ({
      get: async (key, options) => {
        const found = await inner.get(key, options);
        if (found.ok || options?.range === undefined) return found;
        const whole = await inner.get(key);
        return whole.ok && whole.value !== undefined ? ok({ ...whole.value, bytes: new Uint8Array() }) : whole;
      },
    })),
  },
  {
    name: 'reads all where the range makes no sense',
    caughtBy: 'what is no range is refused',
    sabotage: spoil((inner) => ({
      get: async (key, options) => {
        const found = await inner.get(key, options);
        return found.ok ? found : inner.get(key);
      },
    })),
  },
  {
    name: 'streams whatever is there by then',
    caughtBy: 'a stream is one version of the object, though it is replaced or deleted meanwhile',
    sabotage: spoil((inner) => ({
      getStream: async (key, options) => {
        const opened = await inner.getStream(key, options);
        if (!opened.ok || opened.value === undefined) return opened;
        return ok({ ...opened.value, body: lazily(inner, key, opened.value) });
      },
    })),
  },
  {
    name: 'streams on though it was aborted',
    caughtBy: 'aborting ends a stream that is being read, with cancelled',
    sabotage: spoil((inner) => ({ getStream: (key, options) => inner.getStream(key, { range: options?.range }) })),
  },
  {
    name: 'does not give back the connections of streams that were left',
    caughtBy: 'a stream that is left or cancelled leaves the storage as it was',
    sabotage: spoil((inner) => {
      let connections = 50;
      return {
        getStream: (key, options) => {
          connections -= 1;
          return connections < 0 ? gone() : inner.getStream(key, options);
        },
      };
    }),
  },
];
