import assert from 'node:assert/strict';
import type { CaptureOptions } from '@infra/core';
import type { ConformanceCase } from '../suite.js';
import { captureOne } from './expect-report.js';
import type { ErrorTrackerHarness } from './harness.js';

const throwing = (): never => {
  throw new Error('a getter that throws');
};
const traps = { get: throwing, has: throwing, ownKeys: throwing, getPrototypeOf: throwing };

function cyclic(): Error {
  const error = new Error('cyclic');
  error.cause = new Error('below', { cause: error });
  return Object.assign(error, { self: error });
}

function deep(): Error {
  let error = new Error('the deepest');
  for (let level = 0; level < 20_000; level += 1) error = new Error(`level ${level}`, { cause: error });
  return error;
}

/** Whatever may be thrown, or returned as an error. */
const THROWN: readonly (readonly [string, () => unknown])[] = [
  ['undefined', () => undefined],
  ['null', () => null],
  ['a text', () => 'text'],
  ['a number', () => 7],
  ['a symbol', () => Symbol('x')],
  ['a BigInt', () => 1n],
  ['a function', () => throwing],
  ['an object', () => ({ reason: 'x' })],
  ['no prototype', () => Object.create(null) as unknown],
  ['a message that is none', () => Object.assign(new Error('x'), { message: 7, name: {}, stack: [] })],
  ['getters that throw', () => Object.defineProperty(new Error('x'), 'message', { get: throwing })],
  ['a Proxy that throws', () => new Proxy(new Error('x'), traps)],
  ['a cycle of causes', cyclic],
  ['causes without end', deep],
  ['a message without end', () => new Error('m'.repeat(20_000_000))],
];

const WRONG_OPTIONS: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a text', 'text'],
  ['no level', { level: 'loud', tags: null, extra: null, user: null, fingerprint: null }],
  ['the level of none', { level: 'silent' }],
  ['other types', { level: 7, tags: 'x', extra: 'x', user: 'x', fingerprint: 'x' }],
  ['values of other types', { tags: { a: 1, b: {}, good: 'kept' }, fingerprint: [1, {}], user: { id: 7 } }],
  ['getters that throw', { get tags() { return throwing(); } }], // prettier-ignore
  ['a Proxy that throws', new Proxy({}, traps)],
  ['parts that throw', { tags: new Proxy({}, traps), extra: { get a() { return throwing(); } }, user: new Proxy({}, traps) }], // prettier-ignore
  ['a huge one', { extra: { list: Array.from({ length: 200_000 }, (_, index) => ({ index })) } }],
];

export const hostileCases: readonly ConformanceCase<ErrorTrackerHarness>[] = [
  ...THROWN.map(([what, make]): ConformanceCase<ErrorTrackerHarness> => ({
    name: `whatever was thrown is reported, and the call does not throw: ${what}`,
    async run(harness) {
      const { report, raw } = await captureOne(harness, (tracker) => tracker.captureException(make()));
      assert.equal(report.level, 'error');
      assert.ok(report.exceptions.length >= 1 && report.exceptions.length <= 1_000, 'the exceptions');
      for (const { type, message } of report.exceptions) {
        assert.deepEqual([typeof type, typeof message], ['string', 'string']);
      }
      assert.ok(raw.length < 5_000_000, `the report has ${raw.length} characters`);
    },
  })),
  ...WRONG_OPTIONS.map(([what, options]): ConformanceCase<ErrorTrackerHarness> => ({
    name: `options that are wrong cost the report nothing else: ${what}`,
    async run(harness) {
      const given = options as CaptureOptions;
      const one = await captureOne(harness, (tracker) => tracker.captureException(new Error('kept'), given));
      const other = await captureOne(harness, (tracker) => tracker.captureMessage('kept', given));
      assert.deepEqual([one.report.level, other.report.level], ['error', 'info']);
      for (const { report, raw } of [one, other]) {
        assert.equal(report.message, 'kept');
        const texts: readonly unknown[] = [...(report.fingerprint ?? []), ...Object.values(report.user ?? {})];
        assert.ok(texts.every((text) => typeof text === 'string'), 'fingerprint and user'); // prettier-ignore
        assert.ok(Object.values(report.tags).every((tag) => typeof tag === 'string'), 'the tags'); // prettier-ignore
        assert.ok(raw.length < 5_000_000, `the report has ${raw.length} characters`);
        if (what === 'values of other types') assert.equal(report.tags['good'], 'kept');
      }
    },
  })),
  {
    name: 'a message that is none is reported, and the call does not throw',
    async run(harness) {
      for (const message of [undefined, null, 7, {}, Symbol('x'), new Proxy({}, traps)] as readonly unknown[]) {
        const { report } = await captureOne(harness, (tracker) => tracker.captureMessage(message as string));
        assert.equal(typeof report.message, 'string');
      }
    },
  },
];
