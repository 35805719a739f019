import type { StorageHarness } from '@infra/conformance';
import { ok, type ObjectBody } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { forEachRow } from './rows.js';
import { spoil } from './spoil.js';

function isStream(body: ObjectBody): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && Symbol.asyncIterator in body;
}

/** Drops the last byte of whatever comes. */
async function* cut(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let last: Uint8Array | undefined;
  for await (const chunk of body) {
    if (chunk.byteLength === 0) continue;
    if (last !== undefined) yield last;
    last = chunk.slice();
  }
  if (last !== undefined) yield last.subarray(0, -1);
}

/** Ends where its source fails. */
async function* untilFailure(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch {
    // That was all, then.
  }
}

/** Collects what comes, and hands it on. */
async function* recorded(body: AsyncIterable<Uint8Array>, record: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    record.push(chunk.slice());
    yield chunk;
  }
}

/** Cannot be closed. */
function unclosable(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  return { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) };
}

export const bodySaboteurs: readonly Saboteur<StorageHarness>[] = [
  ...forEachRow(
    'a body comes back byte by byte',
    'loses the last byte',
    spoil((inner) => ({
      put: (key, body, options) => {
        if (body instanceof Uint8Array) return inner.put(key, body.subarray(0, -1), options);
        if (body instanceof Blob) return inner.put(key, body.slice(0, -1), options);
        return inner.put(key, isStream(body) ? cut(body) : body, options);
      },
    })),
  ),
  ...forEachRow(
    'what is no body is refused',
    'stores an empty object for what it does not understand',
    spoil((inner) => ({
      put: async (key, body, options) => {
        const stored = await inner.put(key, body, options);
        return stored.ok ? stored : inner.put(key, '', options);
      },
    })),
  ),
  {
    name: 'stores text as Latin-1',
    caughtBy: 'text is stored as UTF-8',
    sabotage: spoil((inner) => ({
      put: (key, body, options) =>
        inner.put(key, typeof body === 'string' ? Buffer.from(body, 'latin1') : body, options),
    })),
  },
  {
    name: 'takes an empty object for none',
    caughtBy: 'an empty object is an object',
    sabotage: spoil((inner) => ({
      stat: async (key, options) => {
        const found = await inner.stat(key, options);
        return found.ok && found.value?.size === 0 ? ok(undefined) : found;
      },
    })),
  },
  {
    name: 'tells the type that was given, and stores another one',
    caughtBy: 'what the store holds is what the port says',
    sabotage: spoil((inner) => ({ put: (key, body) => inner.put(key, body) })),
  },
  {
    name: 'looks at the bytes later',
    caughtBy: 'changing the bytes during the put, or those that were got, changes nothing',
    sabotage: spoil((inner) => ({
      put: async (key, body, options) => {
        await new Promise((resolve) => setImmediate(resolve));
        return inner.put(key, body, options);
      },
    })),
  },
  ...[
    'a body that is handed on in parts is one object, or none',
    'a stream that fails half-way fails the put with its error as the cause, and what was there stays',
  ].map((caughtBy, index) => ({
    name: `leaves what had come when a put fails (${String(index)})`,
    caughtBy,
    sabotage: spoil((inner) => ({
      put: async (key, body, options) => {
        const record: Uint8Array[] = [];
        const stored = await inner.put(key, isStream(body) ? recorded(body, record) : body, options);
        if (!stored.ok && record.length > 0) await inner.put(key, Buffer.concat(record)).then(String);
        return stored;
      },
    })),
  })),
  {
    name: 'takes a stream that fails for one that ends',
    caughtBy: 'a stream that fails half-way fails the put with its error as the cause, and what was there stays',
    sabotage: spoil((inner) => ({
      put: (key, body, options) => inner.put(key, isStream(body) ? untilFailure(body) : body, options),
    })),
  },
  {
    name: 'does not look at contentLength',
    caughtBy: 'a body of another length than contentLength is refused, and what was there stays',
    sabotage: spoil((inner) => ({
      put: (key, body, options) => inner.put(key, body, { ...options, contentLength: undefined }),
    })),
  },
  {
    name: 'does not look at the checksum',
    caughtBy: 'a body with another SHA-256 is refused, and what was there stays',
    sabotage: spoil((inner) => ({
      put: (key, body, options) => inner.put(key, body, { ...options, sha256: undefined }),
    })),
  },
  {
    name: 'leaves streams open',
    caughtBy: 'a stream that is not read to its end is closed',
    sabotage: spoil((inner) => ({
      put: (key, body, options) => inner.put(key, isStream(body) ? unclosable(body) : body, options),
    })),
  },
  {
    name: 'deletes what was there when a put is aborted',
    caughtBy: 'aborting in the middle of a put is cancelled, at once, and what was there stays',
    sabotage: spoil((inner) => ({
      put: async (key, body, options) => {
        const stored = await inner.put(key, body, options);
        if (!stored.ok && stored.error.code === 'cancelled') await inner.delete(key).then(String);
        return stored;
      },
    })),
  },
];
