import { err, InfraError, ok, unwrap, type AsyncResult } from '@infra/core';
import { decorate, definePort } from '@infra/layers';
import { observe } from '@infra/observability';
import { expect, test } from 'vitest';
import { shareCollector, spanIdOf, traceIdOf } from './set-up.js';

const { setUp } = shareCollector();

test('spans nest by what is active, through everything that is awaited', async () => {
  const { tracer, sent } = setUp();
  await using _ = tracer;
  const outer = tracer.startSpan('outer');
  await tracer.run(outer, async () => {
    await new Promise((resolve) => setImmediate(resolve));
    expect(tracer.active()).toBe(outer);
    const inner = tracer.startSpan('inner');
    tracer.run(inner, () => tracer.startSpan('innermost').end());
    inner.end();
    tracer.startSpan('alone', { parent: 'none' }).end();
  });
  expect(tracer.active()).toBeUndefined();
  outer.end();
  const spans = new Map((await sent()).map((span) => [span.name, span]));
  expect(spans.get('inner')?.parentSpanId).toBe(spanIdOf(outer));
  expect(spans.get('innermost')?.parentSpanId).toBe(spans.get('inner')?.spanId);
  expect(spans.get('innermost')?.traceId).toBe(traceIdOf(outer));
  expect(spans.get('alone')?.parentSpanId).toBe('');
  expect(spans.get('alone')?.traceId).not.toBe(traceIdOf(outer));
});

test('a parent of another process is taken over; a broken one is ignored', async () => {
  const { tracer, sent } = setUp();
  await using _ = tracer;
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const span = tracer.startSpan('remote', { parent: { traceparent, tracestate: 'a=1,b=2' } });
  expect(span.context.tracestate).toBe('a=1,b=2');
  span.end();
  tracer.startSpan('broken', { parent: { traceparent: 'nonsense' } }).end();
  const [remote, broken] = await sent();
  expect(remote).toMatchObject({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    parentSpanId: 'b7ad6b7169203331',
    traceState: 'a=1,b=2',
  });
  expect(broken?.parentSpanId).toBe('');
});

test('what came in unsampled is not kept, and its context goes on', async () => {
  const { tracer, sent } = setUp();
  await using _ = tracer;
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
  const span = tracer.startSpan('quiet', { parent: { traceparent } });
  expect(span.isRecording).toBe(false);
  expect(span.context.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-.*-00$/);
  span.end();
  expect(await sent()).toEqual([]);
});

test('a share of the traces is kept', async () => {
  const { tracer } = setUp({ sampleRatio: 0.25, batch: { delayMs: 60_000 } });
  await using _ = tracer;
  const kept = Array.from({ length: 2_000 }, () => tracer.startSpan('s').isRecording).filter(Boolean).length;
  expect(kept).toBeGreaterThan(400);
  expect(kept).toBeLessThan(600);
});

test('spans of the layers arrive as they were made', async () => {
  interface Bank {
    readonly provider: string;
    pay(amount: number): AsyncResult<string>;
  }
  const { tracer, sent } = setUp();
  await using _ = tracer;
  const bank: Bank = {
    provider: 'bank',
    pay: async (amount) =>
      amount > 0
        ? ok('paid')
        : err(new InfraError({ code: 'conflict', message: 'No.', provider: 'bank', operation: 'bank.pay' })),
  };
  const traced = decorate(bank, definePort<Bank>('bank', { pay: { idempotent: false } }), ...observe({ tracer }));
  unwrap(await traced.pay(1));
  expect(await traced.pay(0)).toMatchObject({ ok: false });
  expect((await sent()).map(({ name, kind, status }) => [name, kind, status.code])).toEqual([
    ['bank.pay', 'SPAN_KIND_CLIENT', 'STATUS_CODE_UNSET'],
    ['bank.pay', 'SPAN_KIND_CLIENT', 'STATUS_CODE_ERROR'],
  ]);
});
