import assert from 'node:assert/strict';
import { InfraError, type SpanAttributes, type SpanOptions } from '@infra/core';
import { expectOk } from '../expect-result.js';
import { createTestClock } from '../test-clock.js';
import type { ConformanceCase } from '../suite.js';
import { arrived, survives } from './expect-span.js';
import { withTracer, type TracerHarness } from './harness.js';

const SECRET = 'hunter2-must-not-appear';

const throwing = (): never => {
  throw new Error('a getter that throws');
};

/** Whatever types forbid. */
const WRONG_ATTRIBUTES: readonly unknown[] = [
  undefined,
  null,
  'text',
  7,
  Number.NaN,
  [1, {}],
  { get a() { return throwing(); } }, // prettier-ignore
  new Proxy({}, { get: throwing, ownKeys: throwing }),
  { a: Symbol('x'), b: () => 1, c: new Map(), d: 1n },
];

/** Whatever may be thrown. */
const THROWN: readonly unknown[] = [
  undefined,
  null,
  'text',
  7,
  Symbol('x'),
  {},
  { message: 7 },
  Object.create(null),
  new Proxy({}, { get: throwing, has: throwing, getPrototypeOf: throwing }),
  Object.defineProperty(new Error('x'), 'message', { get: throwing }),
];

export const contentCases: readonly ConformanceCase<TracerHarness>[] = [
  {
    name: 'the kind of a span arrives; it is internal unless told otherwise',
    run: (harness) =>
      withTracer(harness, async (made) => {
        const kinds = ['internal', 'server', 'client', 'producer', 'consumer'] as const;
        for (const kind of [undefined, ...kinds]) {
          const span = made.tracer.startSpan('x', { kind });
          span.end();
          assert.equal((await arrived(made, span)).kind, kind ?? 'internal');
        }
      }),
  },
  {
    name: 'attributes of the start and of later arrive, the later ones win',
    run: (harness) =>
      withTracer(harness, async (made) => {
        const attributes = { 'http.route': '/a', count: 1, ok: true, list: ['a', 'b'] };
        const span = made.tracer.startSpan('x', { attributes });
        span.setAttributes({ count: 2, empty: '' });
        span.setAttributes({ ok: false });
        span.end();
        assert.deepEqual(
          { ...(await arrived(made, span)).attributes },
          { 'http.route': '/a', count: 2, ok: false, list: ['a', 'b'], empty: '' },
        );
      }),
  },
  {
    name: 'what a caller does to its attributes afterwards changes nothing',
    run: (harness) =>
      withTracer(harness, async (made) => {
        const first = { at: 'start', list: ['a'] };
        const later = { then: 'later' };
        const onEvent = { on: 'event', list: ['a'] };
        const span = made.tracer.startSpan('x', { attributes: first });
        span.setAttributes(later);
        span.addEvent('event', onEvent);
        first.at = later.then = onEvent.on = 'changed';
        first.list.push('changed');
        onEvent.list.push('changed');
        span.end();
        const record = await arrived(made, span);
        assert.deepEqual({ ...record.attributes }, { at: 'start', list: ['a'], then: 'later' });
        assert.deepEqual({ ...record.events[0]?.attributes }, { on: 'event', list: ['a'] });
      }),
  },
  {
    name: 'events arrive in their order, each with its time and attributes',
    async run(harness) {
      const clock = createTestClock(new Date('2026-03-01T10:00:00Z'));
      await withTracer(
        harness,
        async (made) => {
          clock.advance(1_000);
          const span = made.tracer.startSpan('x');
          clock.advance(20);
          span.addEvent('cache miss');
          clock.advance(30);
          span.addEvent('attempt', { number: 2 });
          span.addEvent('attempt', { number: 3 });
          span.end();
          const { events, startTime } = await arrived(made, span);
          assert.deepEqual(
            events.map(({ name, time, attributes }) => [name, time.getTime() - startTime.getTime(), { ...attributes }]),
            [['cache miss', 20, {}], ['attempt', 50, { number: 2 }], ['attempt', 50, { number: 3 }]], // prettier-ignore
          );
        },
        { clock },
      );
    },
  },
  {
    name: 'a span takes as long as it took, though the wall clock is moved meanwhile',
    async run(harness) {
      const clock = createTestClock(new Date('2026-03-01T10:00:00Z'));
      await withTracer(
        harness,
        async (made) => {
          clock.advance(1_000);
          const span = made.tracer.startSpan('x');
          clock.advance(100);
          clock.setNow(new Date('2026-03-01T09:00:00Z'));
          clock.advance(50);
          span.addEvent('late');
          span.end();
          const { startTime, endTime, events } = await arrived(made, span);
          assert.equal(startTime.toISOString(), '2026-03-01T10:00:01.000Z');
          assert.equal(endTime.getTime() - startTime.getTime(), 150);
          assert.equal(events[0]?.time.getTime(), endTime.getTime());
        },
        { clock },
      );
    },
  },
  {
    name: 'times that are given are taken, and no span ends before it began',
    run: (harness) =>
      withTracer(harness, async (made) => {
        const startTime = new Date('2026-01-02T03:04:05.678Z');
        const given = made.tracer.startSpan('x', { startTime });
        given.end(new Date('2026-01-02T03:04:06Z'));
        const record = await arrived(made, given);
        assert.deepEqual([record.startTime, record.endTime], [startTime, new Date('2026-01-02T03:04:06Z')]);
        const backwards = made.tracer.startSpan('x', { startTime });
        backwards.end(new Date(0));
        const { startTime: from, endTime: to } = await arrived(made, backwards);
        assert.deepEqual([from, to], [startTime, startTime]);
      }),
  },
  {
    name: 'a span that fails says by what: the code and the message, never details nor causes',
    run: (harness) =>
      withTracer(harness, async (made) => {
        const options = { code: 'unavailable', provider: 'redis', operation: 'cache.get' } as const;
        const cause = new Error(SECRET);
        const error = new InfraError({ ...options, message: 'no Redis', details: { key: SECRET }, cause });
        const span = made.tracer.startSpan('x');
        span.fail(error);
        span.end();
        assert.deepEqual({ ...(await arrived(made, span)).error }, { code: 'unavailable', message: 'no Redis' });
        assert.ok(!(await made.raw()).includes(SECRET), 'the details or the cause got out');
        const plain = made.tracer.startSpan('x');
        plain.fail(new TypeError('not a function'));
        plain.end();
        assert.deepEqual({ ...(await arrived(made, plain)).error }, { code: 'TypeError', message: 'not a function' });
      }),
  },
  {
    name: 'the password of a URL does not get out with the message of an error',
    run: (harness) =>
      withTracer(harness, async (made) => {
        const span = made.tracer.startSpan('x');
        span.fail(new Error(`no answer from redis://user:${SECRET}@cache.internal:6379`));
        span.end();
        assert.match((await arrived(made, span)).error?.message ?? '', /no answer from .*cache\.internal/);
        assert.ok(!(await made.raw()).includes(SECRET), 'the password got out');
      }),
  },
  {
    name: 'a span that did not fail has no error, whatever it is about',
    run: (harness) =>
      withTracer(harness, async (made) => {
        const span = made.tracer.startSpan('error', { attributes: { error: true } });
        span.addEvent('exception');
        span.end();
        assert.equal((await arrived(made, span)).error, undefined);
      }),
  },
  {
    name: 'an ended span changes no more, and arrives once',
    run: (harness) =>
      withTracer(harness, async (made) => {
        const span = made.tracer.startSpan('x', { attributes: { a: 1 } });
        assert.equal(span.isRecording, true);
        span.end();
        assert.equal(span.isRecording, false);
        const before = await arrived(made, span);
        survives(() => {
          span.setAttributes({ a: 2, b: 2 });
          span.addEvent('late');
          span.fail(new Error('late'));
          span.end(new Date(before.endTime.getTime() + 60_000));
        }, 'after the end');
        const { attributes, events, error, endTime } = await arrived(made, span);
        assert.deepEqual({ ...attributes }, { a: 1 });
        assert.deepEqual([events.length, error, endTime], [0, undefined, before.endTime]);
      }),
  },
  {
    name: 'a span that has not ended does not arrive',
    run: (harness) =>
      withTracer(harness, async (made) => {
        const open = made.tracer.startSpan('open');
        const ended = made.tracer.startSpan('ended');
        ended.end();
        await arrived(made, ended);
        assert.deepEqual((await made.spans()).map(({ name }) => name), ['ended']); // prettier-ignore
        open.end();
        await arrived(made, open);
      }),
  },
  {
    name: 'attributes that are none do not throw, and harm no others',
    run: (harness) =>
      withTracer(harness, async (made) => {
        for (const wrong of WRONG_ATTRIBUTES) {
          const attributes = wrong as SpanAttributes;
          survives(() => {
            const span = made.tracer.startSpan('x', { attributes });
            span.setAttributes(attributes);
            span.addEvent('event', attributes);
            span.end();
          }, 'wrong attributes');
          const mixed: unknown = { good: 'kept', bad: wrong, nested: { deep: 1 }, list: ['a', 7, null] };
          const span = made.tracer.startSpan('x');
          survives(() => span.setAttributes(mixed as SpanAttributes), 'one that is good');
          span.end();
          const { attributes: kept } = await arrived(made, span);
          assert.equal(kept['good'], 'kept');
          for (const value of Object.values(kept).flat()) {
            const isPlain = ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
            assert.ok(isPlain, `an attribute is ${typeof value}`);
          }
        }
      }),
  },
  {
    name: 'whatever fails a span, the call does not throw and the span has an error',
    run: (harness) =>
      withTracer(harness, async (made) => {
        for (const thrown of THROWN) {
          const span = made.tracer.startSpan('x');
          survives(() => span.fail(thrown), 'fail');
          span.end();
          const { error } = await arrived(made, span);
          assert.ok(error !== undefined, 'it has no error');
          assert.deepEqual([typeof error.code, typeof error.message], ['string', 'string']);
        }
      }),
  },
  {
    name: 'texts without end arrive, cut at most',
    run: (harness) =>
      withTracer(harness, async (made) => {
        const endless = 'x'.repeat(5_000_000);
        const span = made.tracer.startSpan(endless, { attributes: { endless, list: [endless] } });
        span.addEvent(endless);
        span.fail(new Error(endless));
        span.end();
        const { name, attributes, events, error } = await arrived(made, span);
        for (const text of [name, attributes['endless'], events[0]?.name, error?.message]) {
          assert.ok(typeof text === 'string' && text.startsWith('xxxxxxxxxx'), 'a text was lost');
        }
        assert.ok((await made.raw()).length < 1_000_000, 'a text has no end');
        const usual = made.tracer.startSpan('n'.repeat(200), { attributes: { text: 't'.repeat(1_000) } });
        usual.end();
        const record = await arrived(made, usual);
        assert.deepEqual([record.name.length, String(record.attributes['text']).length], [200, 1_000]);
      }),
  },
  {
    name: 'what types forbid does not make a call throw: names, options, times',
    run: (harness) =>
      withTracer(harness, async (made) => {
        const wrong: readonly unknown[] = [undefined, null, 7, {}, Symbol('x'), Number.NaN, new Date(Number.NaN)];
        for (const value of wrong) {
          survives(() => {
            made.tracer.startSpan(value as string, value as SpanOptions).end(value as Date);
            const options: unknown = { kind: value, parent: value, startTime: value };
            const span = made.tracer.startSpan('x', options as SpanOptions);
            span.addEvent(value as string);
            span.end();
          }, 'what types forbid');
        }
        await expectOk(made.tracer.flush(), 'flush');
        for (const { startTime, endTime } of await made.spans()) {
          assert.ok(startTime.getTime() <= endTime.getTime(), 'a time is no time');
        }
        assert.equal((await made.spans()).length, 2 * wrong.length);
      }),
  },
];
