import assert from 'node:assert/strict';
import { expectProvider } from '../expect-provider.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { idsOf, survives } from './expect-span.js';
import { withTracer, type TracerHarness } from './harness.js';

export const lifecycleCases: readonly ConformanceCase<TracerHarness>[] = [
  {
    name: 'it has the name that its errors carry as their provider',
    run: (harness) =>
      withTracer(harness, ({ tracer }) => expectProvider(tracer, tracer.flush({ signal: AbortSignal.abort() }))),
  },
  {
    name: 'flush settles when every ended span has arrived, in order',
    run: (harness) =>
      withTracer(harness, async ({ tracer, spans }) => {
        const names = Array.from({ length: 200 }, (_, number) => `span ${number}`);
        for (const name of names) tracer.startSpan(name).end();
        await expectOk(tracer.flush(), 'flush');
        assert.deepEqual((await spans()).map(({ name }) => name), names); // prettier-ignore
        const together = await Promise.all([tracer.flush(), tracer.flush({})]);
        assert.ok(together.every((result) => result.ok), 'flushes at the same time'); // prettier-ignore
      }),
  },
  {
    name: 'flush with an aborted signal is cancelled, and loses no span',
    run: (harness) =>
      withTracer(harness, async ({ tracer, spans }) => {
        tracer.startSpan('kept').end();
        await expectError(tracer.flush({ signal: AbortSignal.abort() }), 'cancelled', 'an aborted flush');
        await expectOk(tracer.flush(), 'the next flush');
        assert.equal((await spans()).length, 1);
      }),
  },
  {
    name: 'close lets every ended span arrive, and is idempotent',
    run: (harness) =>
      withTracer(harness, async ({ tracer, spans }) => {
        for (let count = 0; count < 200; count += 1) tracer.startSpan('x').end();
        const results = await Promise.all([tracer.close(), tracer.close()]);
        assert.ok(results.every((result) => result.ok), 'closing twice at a time'); // prettier-ignore
        await expectOk(tracer.close({ deadlineMs: 1 }), 'closing again');
        assert.equal((await spans()).length, 200);
      }),
  },
  {
    name: 'after close spans are not recorded, work runs, and flush is unavailable',
    run: (harness) =>
      withTracer(harness, async ({ tracer, spans }) => {
        const open = tracer.startSpan('open');
        await expectOk(tracer.close(), 'close');
        survives(() => {
          open.setAttributes({ a: 1 });
          open.end();
        }, 'a span that was open');
        const late = tracer.startSpan('late');
        idsOf(late);
        assert.equal(late.isRecording, false);
        assert.equal(tracer.run(late, () => 7), 7); // prettier-ignore
        survives(() => {
          late.addEvent('event');
          late.fail(new Error('x'));
          late.end();
        }, 'a span of a closed tracer');
        assert.deepEqual(await spans(), []);
        await expectError(tracer.flush(), 'unavailable', 'flush after close');
      }),
  },
];
