import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Span } from '../src/contract.js';
import { faultIn, faultText } from '../src/faults/fault-text.js';
import { noFault } from '../src/faults/fault-table.js';
import { faultPlaces } from '../src/shop/handler-names.js';
import { asJson, finder, gistOf } from '../src/work/as-json.js';
import { filterSpans } from '../web/src/run/filter-spans.js';

describe('what somebody looks for', () => {
  test('is found where all its words are, whatever their case and order', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z0-9:-]{1,8}$/), { minLength: 1, maxLength: 5 }), (words) => {
        const text = `…${words.join('…')}…`;
        const find = [...words].reverse().join('  ').toUpperCase();
        expect(finder(find)(() => text)).toBe(true);
        expect(finder(`${find} ~`)(() => text)).toBe(false);
      }),
    );
  });

  test('is everywhere when it is nothing, and then nothing is made into text', () => {
    expect(finder('  ')(() => expect.fail('asked for the text'))).toBe(true);
  });
});

describe('data as the page has it', () => {
  test('is JSON, and says what JSON cannot', () => {
    const value = { big: 12n, map: new Map([['a', 1]]), set: new Set([1]), bytes: new Uint8Array(3), at: new Date(0) };
    expect(asJson(value)).toEqual({
      ...{ big: '12n', map: { a: 1 }, set: [1], bytes: '3 bytes', at: '1970-01-01T00:00:00.000Z' },
    });
    expect(asJson(undefined)).toBeNull();
  });

  test('has a gist in a line, however long it is', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const gist = gistOf(JSON.parse(text));
        expect(gist.length).toBeLessThanOrEqual(161);
        expect(gist).not.toContain('\n');
      }),
    );
  });
});

test('a fault of every port and handler is read as it is written', () => {
  const fault = { ...noFault, errorPercent: 20, hang: true };
  for (const port of faultPlaces) {
    expect(faultIn(faultText(port, fault))).toEqual({ ok: true, port, fault });
    expect(faultIn(port)).toEqual({ ok: true, port, fault: noFault });
  }
  expect(faultIn('queue:fulfilment:hang')).toMatchObject({ ok: false });
  expect(faultIn('queues')).toMatchObject({ ok: false, problem: expect.stringContaining('"queues" cannot be broken') });
});

test('runs of handlers are filtered as calls are', () => {
  const base = { parent: 0, startUs: 0, durUs: 1, flags: [], provider: 'memory' };
  const spans: readonly Span[] = [
    { ...base, i: 0, parent: null, kind: 'step', op: 'place', key: 'place' },
    { ...base, i: 1, kind: 'handler', port: 'queue', op: 'fulfil', key: 'place:o-1/queue:fulfil#0', code: 'internal' },
    { ...base, i: 2, kind: 'call', port: 'queue', op: 'add', key: 'place:fulfil/queue.add#0' },
  ];
  const indexes = (text: string, show: 'all' | 'errors'): readonly number[] =>
    filterSpans(spans, { text, show, step: undefined }).map(({ i }) => i);
  expect(indexes('queue:fulfil', 'all')).toEqual([1]);
  expect(indexes('', 'errors')).toEqual([1]);
  expect(indexes('fulfil', 'all')).toEqual([1, 2]);
});
