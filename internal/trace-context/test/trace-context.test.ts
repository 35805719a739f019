import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanTraceContext, cleanTracestate, formatTraceparent, parseTraceparent } from '../src/index.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const hex = (length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''))
    .filter((digits) => /[^0]/.test(digits));

describe('traceparent', () => {
  test('is read', () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-01`)).toEqual({ traceId: TRACE, spanId: SPAN, flags: 1 });
  });

  test('of a later version is read as far as it is known', () => {
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-01-what-the-future-brings`)?.traceId).toBe(TRACE);
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-01`)?.traceId).toBe(TRACE);
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-01.x`)).toBeUndefined();
  });

  test.each([
    ['not a string', 7],
    ['nothing', undefined],
    ['empty', ''],
    ['version ff', `ff-${TRACE}-${SPAN}-01`],
    ['more than version 00 has', `00-${TRACE}-${SPAN}-01-x`],
    ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['a short trace', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['a blank', ` 00-${TRACE}-${SPAN}-01`],
    ['twice', `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
    ['endless', `cc-${TRACE}-${SPAN}-01-${'x'.repeat(300)}`],
  ])('%s is ignored', (_, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  test('what is written is read', () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.integer({ min: 0, max: 3 }), (traceId, spanId, flags) => {
        expect(parseTraceparent(formatTraceparent({ traceId, spanId, flags }))).toEqual({ traceId, spanId, flags });
      }),
    );
  });

  test('no text makes it throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => void parseTraceparent(text)));
  });
});

describe('tracestate', () => {
  test('is handed on without empty members and blanks', () => {
    expect(cleanTracestate('rojo=00f067aa0ba902b7,, congo=t61rcWkgMzE ')).toBe(
      'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE',
    );
    expect(cleanTracestate('fw529a3039@dt=FfAAAAAA')).toBe('fw529a3039@dt=FfAAAAAA');
  });

  test.each([
    ['empty', ' , '],
    ['no value', 'a='],
    ['no key', '=b'],
    ['upper case in a key', 'Rojo=1'],
    ['a key twice', 'a=1,a=2'],
    ['a line break', 'a=1\r\nx: y'],
    ['beyond ASCII', 'a=é'],
    ['too long', `a=${'x'.repeat(511)}`],
    ['too many', Array.from({ length: 33 }, (_, index) => `k${index}=1`).join(',')],
  ])('%s is dropped', (_, header) => {
    expect(cleanTracestate(header)).toBeUndefined();
  });
});

test('a context with a bad tracestate keeps its traceparent', () => {
  const traceparent = `00-${TRACE}-${SPAN}-01`;
  expect(cleanTraceContext({ traceparent, tracestate: 'Bad' })).toEqual({
    traceparent,
    parent: { traceId: TRACE, spanId: SPAN, flags: 1 },
  });
  expect(cleanTraceContext({ traceparent, tracestate: 'a=1' })?.tracestate).toBe('a=1');
  expect(cleanTraceContext({ traceparent: 'nonsense', tracestate: 'a=1' })).toBeUndefined();
  expect(cleanTraceContext({ traceparent: `cc-${TRACE}-${SPAN}-ff-more` })?.traceparent).toBe(`00-${TRACE}-${SPAN}-03`);
});
