import assert from 'node:assert/strict';
import { isInfraError, type ObjectBody, type ObjectPolicy, type TransferProgress } from '@infra/core';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { inPieces, pattern, put, readText } from './fixtures.js';
import { withStorage, type StorageHarness } from './harness.js';

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

const PNG = bytes(
  [0x89],
  'PNG\r\n',
  [0x1a, 0x0a, 0, 0, 0, 13],
  'IHDR',
  [0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0],
  'xxxx',
  [0, 0, 0, 0],
  'IDAT',
  'xxxx',
  [0, 0, 0, 0],
  'IEND',
  'xxxx',
);
const JPEG = bytes([0xff, 0xd8, 0xff, 0xe0, 0, 16], 'JFIF', [0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
const GIF = bytes('GIF89a', [1, 0, 1, 0, 0, 0, 0]);
const PDF = bytes('%PDF-1.7\n%', [0xe2, 0xe3, 0xcf, 0xd3], '\n1 0 obj\n');
const HTML = bytes('<!doctype html><script>alert(1)</script>');
const SVG = bytes('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>');

const ZIP = bytes(
  'PK',
  [3, 4, 20, 0, 0, 0, 0, 0],
  [0, 0, 0, 0],
  [0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
  'a',
);
const CFB = bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], new Array<number>(64).fill(0));
const GZIP = bytes([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
const XHTML = bytes('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>');
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const OWN = 'application/vnd.acme.project';

const DOCUMENTS: ObjectPolicy = {
  types: [DOCX, OWN, 'application/epub+zip', 'application/msword', 'application/json', 'application/zip', 'text/*'],
};
const IMAGES: ObjectPolicy = { types: ['image/png', 'image/jpeg'] };
const ANY_IMAGE: ObjectPolicy = { types: ['image/*', 'text/plain'] };

const ACCEPTED: readonly (readonly [string, ObjectPolicy, string, Uint8Array])[] = [
  ['a PNG', IMAGES, 'image/png', PNG],
  ['a JPEG', IMAGES, 'image/jpeg', JPEG],
  ['a type in capitals and with a parameter', IMAGES, 'Image/PNG; q=1', PNG],
  ['a family of types', ANY_IMAGE, 'image/gif', GIF],
  ['an SVG that begins as XML', ANY_IMAGE, 'image/svg+xml', SVG],
  ['text, which shows by nothing', ANY_IMAGE, 'text/plain', bytes('hello')],
  ['empty text', ANY_IMAGE, 'text/plain', bytes()],
  ['another name of the same format', { types: ['image/jpg'] }, 'image/jpg', JPEG],
  ['a document that is packed in a zip file', DOCUMENTS, DOCX, ZIP],
  ['a book that is packed in a zip file', DOCUMENTS, 'application/epub+zip', ZIP],
  ['a zip file', DOCUMENTS, 'application/zip', ZIP],
  ['an old document in its container', DOCUMENTS, 'application/msword', CFB],
  ['a format of one’s own in a zip file', DOCUMENTS, OWN, ZIP],
  ['a format of one’s own, compressed', DOCUMENTS, OWN, GZIP],
  ['a format of one’s own that shows by nothing', DOCUMENTS, OWN, bytes('ACME1 and more')],
  ['JSON', DOCUMENTS, 'application/json', bytes('{"a":1}')],
  ['HTML that begins as XML', DOCUMENTS, 'text/html', XHTML],
  ['XML as XML, and as plain text', DOCUMENTS, 'text/plain', XHTML],
  ['XML by its own name', DOCUMENTS, 'text/xml', XHTML],
];

const REFUSED: readonly (readonly [string, ObjectPolicy, string, Uint8Array])[] = [
  ['a type that is not on the list', IMAGES, 'image/gif', GIF],
  ['a type outside the family', ANY_IMAGE, 'application/pdf', PDF],
  ['a type that only begins like one on the list', IMAGES, 'image/pngx', PNG],
  ['a type that only begins like the family', ANY_IMAGE, 'imagery/png', PNG],
  ['HTML that says it is a PNG', IMAGES, 'image/png', HTML],
  ['a PDF that says it is a PNG', IMAGES, 'image/png', PDF],
  ['a JPEG that says it is a PNG', IMAGES, 'image/png', JPEG],
  ['a PDF that says it is text', ANY_IMAGE, 'text/plain', PDF],
  ['nothing that says it is a PNG', IMAGES, 'image/png', bytes()],
  ['the beginning of a signature', IMAGES, 'image/png', PNG.subarray(0, 4)],
  ['a PNG that says it is a document', DOCUMENTS, DOCX, PNG],
  ['text that says it is a document', DOCUMENTS, DOCX, bytes('hello')],
  ['text that says it is an old document', DOCUMENTS, 'application/msword', bytes('hello')],
  ['a zip file that says it is an old document', DOCUMENTS, 'application/msword', ZIP],
  ['an old document that says it is a zip file', DOCUMENTS, 'application/zip', CFB],
  ['a PDF that says it is a format of one’s own', DOCUMENTS, OWN, PDF],
  ['a zip file that says it is JSON', DOCUMENTS, 'application/json', ZIP],
  ['XML that says it is JSON', DOCUMENTS, 'application/json', XHTML],
  ['an SVG that says it is CSS', DOCUMENTS, 'text/css', SVG],
  ['a zip file that says it is a JPEG', IMAGES, 'image/jpeg', ZIP],
];

/** The same content as bytes and as streams, in which the signature may come in pieces. */
function bodiesOf(content: Uint8Array): readonly (readonly [string, () => ObjectBody])[] {
  return [
    ['bytes', () => content],
    ['a Blob', () => new Blob([Buffer.from(content)])],
    ['a stream', () => inPieces(content, 5_000)],
    ['a stream in single bytes', () => inPieces(content, 1)],
  ];
}

/** Policies that make no sense, whatever the compiler was told. */
const NOT_POLICIES: readonly unknown[] = [
  ...[0, -1, 1.5, Number.NaN, Infinity, '10'].map((maxBytes) => ({ maxBytes })),
  ...['users/', 5, null].map((keys) => ({ keys })),
  ...['image/png', [], [''], ['image'], ['*/*'], ['image/png; q=1'], ['an image/png'], [5]].map((types) => ({ types })),
];

export const policyCases: readonly ConformanceCase<StorageHarness>[] = [
  {
    name: 'a policy that makes no sense is refused when the storage is made',
    run: async (harness) => {
      for (const policy of NOT_POLICIES) {
        const made = await harness.make({ policy: policy as ObjectPolicy }).then(
          () => 'a storage',
          (refused: unknown) => (isInfraError(refused) ? refused.code : String(refused)),
        );
        assert.equal(made, 'validation', JSON.stringify(policy));
      }
    },
  },
  ...ACCEPTED.map(([what, policy, contentType, content]): ConformanceCase<StorageHarness> => ({
    name: `a policy of types lets pass what it should: ${what}`,
    run: (harness) =>
      withStorage(
        harness,
        async (storage) => {
          for (const [how, make] of bodiesOf(content)) {
            const info = await expectOk(storage.put('k', make(), { contentType }), how);
            assert.equal(info.size, content.byteLength, how);
          }
          const large = Buffer.concat([content, pattern(20_000)]);
          if (content.byteLength > 10 && !contentType.startsWith('text')) {
            for (const [how, make] of bodiesOf(large).slice(0, 3)) {
              assert.equal((await expectOk(storage.put('k', make(), { contentType }), how)).size, large.byteLength);
            }
          }
        },
        { policy },
      ),
  })),
  ...REFUSED.map(([what, policy, contentType, content]): ConformanceCase<StorageHarness> => ({
    name: `a policy of types refuses by content, not only by name: ${what}`,
    run: (harness) =>
      withStorage(
        harness,
        async (storage) => {
          for (const [how, make] of bodiesOf(content)) {
            await expectError(storage.put('k', make(), { contentType }), 'validation', how);
          }
          assert.equal(await expectOk(storage.exists('k'), 'exists'), false);
        },
        { policy },
      ),
  })),
  {
    name: 'a policy of types holds for the type by extension and in every bucket',
    run: (harness) =>
      withStorage(
        harness,
        async (storage) => {
          await expectOk(storage.put('a.png', PNG), 'a PNG by its extension');
          await expectError(storage.put('a.html', HTML), 'validation', 'HTML by its extension');
          await expectError(storage.put('unknown', PNG), 'validation', 'a PNG without a type');
          await expectError(storage.put('b.png', HTML), 'validation', 'HTML with another extension');
          await expectError(storage.bucket('some-bucket').put('a.html', HTML), 'validation', 'in another bucket');
        },
        { policy: IMAGES },
      ),
  },
  {
    name: 'a policy of size refuses what is larger, as soon as it shows, and what was there stays',
    run: (harness) =>
      withStorage(
        harness,
        async (storage) => {
          await expectOk(storage.put('k', pattern(10_000)), 'put of as much as possible');
          await expectOk(storage.put('s', inPieces(pattern(10_000), 999)), 'the same as a stream');
          for (const [how, make] of bodiesOf(pattern(10_001))) {
            await expectError(storage.put('k', make()), 'validation', how);
            await expectError(storage.put('new', make()), 'validation', how);
          }
          let handedOut = 0;
          const endless = async function* (): AsyncGenerator<Uint8Array> {
            for (;;) {
              handedOut += 1_000;
              yield new Uint8Array(1_000);
            }
          };
          await expectError(storage.put('k', endless()), 'validation', 'an endless stream');
          assert.ok(handedOut <= 100_000, `it read ${String(handedOut)} bytes`);
          const announced = { contentLength: 20_000 };
          await expectError(storage.put('k', endless(), announced), 'validation', 'a length that is too large');
          assert.equal((await expectOk(storage.stat('k'), 'stat'))?.size, 10_000);
          assert.equal(await expectOk(storage.exists('new'), 'exists'), false);
        },
        { policy: { maxBytes: 10_000 } },
      ),
  },
  {
    name: 'a policy of keys must match as a whole',
    run: (harness) =>
      withStorage(
        harness,
        async (storage) => {
          for (const key of ['users/1', 'users/22', 'teams/a']) await put(storage, key);
          for (const key of ['users/1x', 'xusers/1', 'users/', 'teams/ab', 'Users/1', 'users/1\u2028']) {
            await expectError(storage.put(key, 'x'), 'validation', `put ${JSON.stringify(key)}`);
          }
          // Asked twice: a pattern with the flag `g` remembers where it was.
          for (let round = 0; round < 3; round += 1) await put(storage, 'users/1');
          assert.equal(await readText(storage, 'users/22'), 'content of users/22');
          assert.equal((await expectOk(storage.list(), 'list')).items.length, 3);
        },
        { policy: { keys: /users\/[0-9]+|teams\/[a-z]/gm } },
      ),
  },
  {
    name: 'progress never goes back, and ends with all bytes',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const size = Math.max(300_000, 2 * (harness.multipartBytes ?? 0));
        const content = pattern(size);
        const attempts: readonly (readonly [string, () => ObjectBody, number, boolean])[] = [
          ['bytes', () => content, size, true],
          ['a Blob', () => new Blob([Buffer.from(content)]), size, true],
          ['a stream', () => inPieces(content, 50_000), size, false],
          ['nothing', () => '', 0, true],
        ];
        for (const [what, make, total, isKnown] of attempts) {
          const seen: TransferProgress[] = [];
          await expectOk(storage.put('k', make(), { onProgress: (progress) => seen.push(progress) }), what);
          const transferred = seen.map(({ transferredBytes }) => transferredBytes);
          assert.deepEqual(
            transferred,
            [...transferred].sort((a, b) => a - b),
            `${what}: it went back`,
          );
          assert.equal(transferred.at(-1), total, `${what}: the last call`);
          assert.ok(
            transferred.every((sum) => sum >= 0 && sum <= total),
            `${what}: more than there is`,
          );
          if (what === 'a stream') assert.ok(new Set(transferred).size > 1, `${what}: nothing was told on the way`);
          for (const { totalBytes } of seen) assert.equal(totalBytes, isKnown ? total : undefined, what);
        }
        const seen: TransferProgress[] = [];
        const onProgress = (progress: TransferProgress): void => void seen.push(progress);
        await expectOk(
          storage.put('k', inPieces(content, 50_000), { contentLength: size, onProgress }),
          'a known length',
        );
        assert.deepEqual(seen.at(-1), { transferredBytes: size, totalBytes: size });
      }),
  },
  {
    name: 'an onProgress that throws fails the put with its error as the cause',
    run: (harness) =>
      withStorage(harness, async (storage) => {
        const cause = new Error('a bug of the caller');
        const onProgress = (): void => {
          throw cause;
        };
        for (const [what, make] of bodiesOf(pattern(50_000)).slice(0, 3)) {
          const error = await expectError(storage.put('k', make(), { onProgress }), 'internal', what);
          assert.equal(error.cause, cause, what);
        }
        await put(storage, 'k', 'goes on');
        assert.equal(await readText(storage, 'k'), 'goes on');
      }),
  },
];
