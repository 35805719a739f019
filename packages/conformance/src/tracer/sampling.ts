import assert from 'node:assert/strict';
import type { Span } from '@infra/core';
import { expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { arrived, idsOf } from './expect-span.js';
import { withTracer, type TracerHarness } from './harness.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

/** The two digits of a `traceparent` whose last bit says that the trace is sampled. */
const isSampled = ({ context }: Span): boolean => (Number.parseInt(context.traceparent.slice(53), 16) & 1) === 1;

export const samplingCases: readonly ConformanceCase<TracerHarness>[] = [
  {
    name: 'below a context that came in unsampled nothing is kept, and nothing of it is recording',
    run: (harness) =>
      withTracer(harness, async ({ tracer, spans, raw }) => {
        const parent = { traceparent: `00-${TRACE}-${PARENT}-00` };
        const request = tracer.startSpan('request', { parent, kind: 'server', attributes: { secret: 'quiet' } });
        const query = tracer.run(request, () => tracer.startSpan('query'));
        for (const span of [query, request]) {
          assert.equal(span.isRecording, false, 'it does work for a span that nobody will see');
          span.setAttributes({ a: 1 });
          span.addEvent('quiet');
          span.fail(new Error('quiet'));
          span.end();
        }
        await expectOk(tracer.flush(), 'flush');
        assert.deepEqual(await spans(), []);
        assert.ok(!(await raw()).includes('quiet'));
      }),
  },
  {
    name: 'an unsampled trace goes on as one: its id and tracestate, ids of the spans, and that it is not sampled',
    run: (harness) =>
      withTracer(harness, async ({ tracer }) => {
        const parent = { traceparent: `00-${TRACE}-${PARENT}-00`, tracestate: 'vendor=a:1' };
        const request = tracer.startSpan('request', { parent });
        assert.equal(tracer.run(request, () => tracer.active()), request); // prettier-ignore
        const query = tracer.run(request, () => tracer.startSpan('query'));
        for (const span of [request, query]) {
          assert.equal(idsOf(span).traceId, TRACE);
          assert.equal(span.context.tracestate, 'vendor=a:1');
          assert.equal(
            isSampled(span),
            false,
            `it asks others to record what it does not: ${span.context.traceparent}`,
          );
        }
        assert.equal(new Set([PARENT, idsOf(request).spanId, idsOf(query).spanId]).size, 3);
      }),
  },
  {
    name: 'a sampled trace goes on as sampled, and one that begins within an unsampled span is its own',
    run: (harness) =>
      withTracer(harness, async (made) => {
        const { tracer } = made;
        const sampled = tracer.startSpan('sampled', { parent: { traceparent: `00-${TRACE}-${PARENT}-01` } });
        const below = tracer.run(sampled, () => tracer.startSpan('below'));
        const unsampled = tracer.startSpan('unsampled', { parent: { traceparent: `00-${TRACE}-${PARENT}-00` } });
        const first = tracer.run(unsampled, () => tracer.startSpan('first', { parent: 'none' }));
        for (const span of [below, sampled, first]) {
          assert.equal(isSampled(span), true, span.context.traceparent);
          span.end();
          await arrived(made, span);
        }
      }),
  },
];
