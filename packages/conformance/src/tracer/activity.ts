import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { deferred } from '../deferred.js';
import type { ConformanceCase } from '../suite.js';
import { arrived, idsOf } from './expect-span.js';
import { withTracer, type TracerHarness } from './harness.js';

export const activityCases: readonly ConformanceCase<TracerHarness>[] = [
  {
    name: 'run makes a span the active one for its work alone, and gives what the work gives',
    run: (harness) =>
      withTracer(harness, async ({ tracer }) => {
        assert.equal(tracer.active(), undefined, 'outside any');
        const span = tracer.startSpan('x');
        assert.equal(tracer.active(), undefined, 'a span that was only started');
        const { traceparent } = span.context;
        assert.equal(
          tracer.run(span, () => tracer.active()?.context.traceparent),
          traceparent,
        );
        assert.equal(tracer.run(span, () => 7), 7); // prettier-ignore
        assert.equal(tracer.active(), undefined, 'afterwards');
        const inner = tracer.startSpan('y');
        tracer.run(span, () => {
          tracer.run(inner, () => assert.equal(tracer.active()?.context.traceparent, inner.context.traceparent));
          assert.equal(tracer.active()?.context.traceparent, traceparent, 'after an inner run');
        });
      }),
  },
  {
    name: 'a span is active through whatever its work awaits, and in what it leaves behind',
    run: (harness) =>
      withTracer(harness, async ({ tracer }) => {
        const span = tracer.startSpan('x');
        const left = deferred<string | undefined>();
        const seen = await tracer.run(span, async () => {
          setImmediate(() => left.resolve(tracer.active()?.context.traceparent));
          await turn();
          await Promise.all([Promise.resolve(), turn()]);
          return tracer.active()?.context.traceparent;
        });
        assert.equal(seen, span.context.traceparent);
        assert.equal(tracer.active(), undefined);
        assert.equal(await left.promise, span.context.traceparent, 'a callback that it left behind');
      }),
  },
  {
    name: 'run throws what its work throws, and the span is active no more',
    run: (harness) =>
      withTracer(harness, async ({ tracer }) => {
        const span = tracer.startSpan('x');
        const failure = new Error('of the work');
        const caught = (): unknown => {
          try {
            return tracer.run(span, () => { throw failure; }); // prettier-ignore
          } catch (error) {
            return error;
          }
        };
        assert.equal(caught(), failure);
        assert.equal(tracer.active(), undefined);
        const rejected = await tracer.run(span, () => Promise.reject(failure)).catch((error: unknown) => error);
        assert.equal(rejected, failure);
      }),
  },
  {
    name: 'run does not end the span, nor fail it',
    run: (harness) =>
      withTracer(harness, async (made) => {
        const { tracer } = made;
        const span = tracer.startSpan('x');
        await tracer.run(span, () => Promise.reject(new Error('of the work'))).catch(() => undefined);
        tracer.run(span, () => undefined);
        assert.deepEqual([span.isRecording, (await made.spans()).length], [true, 0]);
        span.end();
        assert.equal((await arrived(made, span)).error, undefined);
        assert.equal(
          tracer.run(span, () => tracer.active()?.isRecording),
          false,
          'an ended span can be active',
        );
      }),
  },
  {
    name: 'of a thousand requests at a time none sees the span of another',
    run: (harness) =>
      withTracer(harness, async ({ tracer }) => {
        const request = async (number: number): Promise<boolean> => {
          const span = tracer.startSpan(`request ${number}`);
          return tracer.run(span, async () => {
            for (let step = 0; step <= number % 5; step += 1) {
              await turn();
              const child = tracer.startSpan('step');
              if (tracer.active()?.context.traceparent !== span.context.traceparent) return false;
              if (idsOf(child).traceId !== idsOf(span).traceId) return false;
            }
            return true;
          });
        };
        const kept = await Promise.all(Array.from({ length: 1_000 }, (_, number) => request(number)));
        assert.equal(kept.filter((own) => !own).length, 0, 'requests that saw another’s span');
      }),
  },
];
