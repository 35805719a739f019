import assert from 'node:assert/strict';
import type { TraceContext } from '@infra/core';
import type { ConformanceCase } from '../suite.js';
import { arrived, idsOf, survives } from './expect-span.js';
import { withTracer, type TracerHarness } from './harness.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const VALID = `00-${TRACE}-${PARENT}-01`;

/** https://www.w3.org/TR/trace-context/#traceparent-header-field-values */
const MALFORMED: readonly (readonly [string, unknown])[] = [
  ['empty', { traceparent: '' }],
  ['no header', { traceparent: undefined }],
  ['another type', { traceparent: 7 }],
  ['too short', { traceparent: `00-${TRACE}-${PARENT}` }],
  ['a trace of zeros', { traceparent: `00-${'0'.repeat(32)}-${PARENT}-01` }],
  ['a parent of zeros', { traceparent: `00-${TRACE}-${'0'.repeat(16)}-01` }],
  ['version ff', { traceparent: `ff-${TRACE}-${PARENT}-01` }],
  ['capitals', { traceparent: `00-${TRACE.toUpperCase()}-${PARENT}-01` }],
  ['no hex', { traceparent: `00-${TRACE.replace('4', 'g')}-${PARENT}-01` }],
  ['more than version 00 has', { traceparent: `${VALID}-more` }],
  ['a line break', { traceparent: `${VALID}\n` }],
  ['something before', { traceparent: `x${VALID}` }],
  ['something behind', { traceparent: `${VALID}x` }],
  ['a long trace', { traceparent: `00-${TRACE}0-${PARENT}-01` }],
  ['no object', VALID],
  ['null', null],
];

export const identityCases: readonly ConformanceCase<TracerHarness>[] = [
  {
    name: 'a span has a context that can be sent, as it arrives, and no two are the same',
    run: (harness) =>
      withTracer(harness, async (made) => {
        const ids = new Set<string>();
        const traces = new Set<string>();
        for (let count = 0; count < 1_000; count += 1) {
          const { traceId, spanId } = idsOf(made.tracer.startSpan('work'));
          ids.add(spanId);
          traces.add(traceId);
        }
        assert.deepEqual([ids.size, traces.size], [1_000, 1_000]);
        const span = made.tracer.startSpan('work');
        span.end();
        const { traceId, spanId, parentSpanId, name } = await arrived(made, span);
        assert.deepEqual({ traceId, spanId }, idsOf(span));
        assert.deepEqual([parentSpanId, name], [undefined, 'work']);
      }),
  },
  {
    name: 'a span within another is of its trace, and below it',
    run: (harness) =>
      withTracer(harness, async (made) => {
        const { tracer } = made;
        const parent = tracer.startSpan('parent');
        const child = tracer.run(parent, () => tracer.startSpan('child'));
        const grandchild = tracer.run(child, () => tracer.startSpan('grandchild'));
        const sibling = tracer.run(parent, () => tracer.startSpan('sibling'));
        for (const span of [grandchild, child, sibling, parent]) span.end();
        const { traceId } = idsOf(parent);
        const below = [[child, parent], [grandchild, child], [sibling, parent]] as const; // prettier-ignore
        for (const [span, above] of below) {
          const record = await arrived(made, span);
          assert.deepEqual([record.traceId, record.parentSpanId], [traceId, idsOf(above).spanId], record.name);
        }
      }),
  },
  {
    name: 'a span continues the trace of another process, its tracestate included',
    run: (harness) =>
      withTracer(harness, async (made) => {
        const { tracer } = made;
        const parent = { traceparent: VALID, tracestate: 'vendor=a:1,other=b' };
        const span = tracer.startSpan('request', { parent, kind: 'server' });
        const child = tracer.run(span, () => tracer.startSpan('child'));
        for (const each of [child, span]) {
          assert.equal(idsOf(each).traceId, TRACE);
          assert.equal(each.context.tracestate, 'vendor=a:1,other=b');
          each.end();
        }
        assert.equal((await arrived(made, span)).parentSpanId, PARENT);
      }),
  },
  {
    name: 'a context of another process wins over the active span, and none begins a new trace',
    run: (harness) =>
      withTracer(harness, async (made) => {
        const { tracer } = made;
        const active = tracer.startSpan('active', { parent: { traceparent: VALID, tracestate: 'a=1' } });
        const other = VALID.replaceAll('4', '5');
        const remote = tracer.run(active, () => tracer.startSpan('remote', { parent: { traceparent: other } }));
        const first = tracer.run(active, () => tracer.startSpan('first', { parent: 'none' }));
        assert.equal(idsOf(remote).traceId, other.slice(3, 35));
        assert.notEqual(idsOf(first).traceId, TRACE);
        assert.deepEqual([remote.context.tracestate, first.context.tracestate], [undefined, undefined]);
        first.end();
        assert.equal((await arrived(made, first)).parentSpanId, undefined);
      }),
  },
  {
    name: 'a tracestate that cannot be sent on is left out, and the trace goes on without',
    run: (harness) =>
      withTracer(harness, async ({ tracer }) => {
        for (const tracestate of ['a=1\r\nforged: 1', 'a=\u00e9', '', 7, null] as readonly unknown[]) {
          const parent: unknown = { traceparent: VALID, tracestate };
          const { context } = tracer.startSpan('x', { parent: parent as TraceContext });
          assert.equal(context.traceparent.slice(3, 35), TRACE);
          assert.equal(context.tracestate, undefined);
        }
        const longest = `a=${'x'.repeat(510)}`;
        const { context } = tracer.startSpan('x', { parent: { traceparent: VALID, tracestate: longest } });
        assert.equal(context.tracestate, longest, 'the 512 characters that the standard asks for');
      }),
  },
  {
    name: 'a header of a later version is read as far as it is known',
    run: (harness) =>
      withTracer(harness, async ({ tracer }) => {
        for (const traceparent of [`cc-${TRACE}-${PARENT}-01-what-else`, `01-${TRACE}-${PARENT}-09`]) {
          assert.equal(idsOf(tracer.startSpan('x', { parent: { traceparent } })).traceId, TRACE, traceparent);
        }
      }),
  },
  ...MALFORMED.map(([what, parent]): ConformanceCase<TracerHarness> => ({
    name: `a context that is not well-formed is ignored: ${what}`,
    run: (harness) =>
      withTracer(harness, async (made) => {
        const { tracer } = made;
        const given = parent as TraceContext;
        const withState = typeof given === 'object' && given !== null ? { ...given, tracestate: 'a=1' } : given;
        survives(() => tracer.startSpan('x', { parent: given }), what);
        const outside = tracer.startSpan('outside', { parent: withState });
        assert.notEqual(idsOf(outside).traceId, TRACE);
        assert.equal(outside.context.tracestate, undefined, 'a tracestate without its parent');
        outside.end();
        assert.equal((await arrived(made, outside)).parentSpanId, undefined);
        const active = tracer.startSpan('active');
        const inside = tracer.run(active, () => tracer.startSpan('inside', { parent: given }));
        assert.equal(idsOf(inside).traceId, idsOf(active).traceId, 'inside a span');
      }),
  })),
];
