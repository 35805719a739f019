import { createTestClock } from '@infra/conformance';
import type { Context } from '@infra/core';
import { createMemoryLogger } from '@infra/logger-memory';
import { createMemoryTracer } from '@infra/monitoring-memory';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  contextOfSpan,
  createContextCarrier,
  extractContext,
  injectContext,
  traceContextOf,
  withContext,
  withCorrelationId,
} from '../src/index.js';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('the carrier', () => {
  test('carries a context through everything that is awaited, and no further', async () => {
    const carrier = createContextCarrier();
    await carrier.run({ userId: 'u1' }, async () => {
      await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
      expect(carrier.capture()).toEqual({ userId: 'u1' });
      carrier.run({ userId: 'u2' }, () => expect(carrier.capture()).toEqual({ userId: 'u2' }));
      expect(carrier.capture()).toEqual({ userId: 'u1' });
    });
    expect(carrier.capture()).toEqual({});
  });

  test('is not changed by changing what went in, nor by what came out', () => {
    const carrier = createContextCarrier();
    const given: Record<string, string> = { tenantId: 't1' };
    carrier.run(given, () => {
      given['tenantId'] = 't2';
      expect(carrier.capture()).toEqual({ tenantId: 't1' });
      expect(Object.isFrozen(carrier.capture())).toBe(true);
    });
  });

  test('keeps strings only, whatever a job brings', () => {
    const carrier = createContextCarrier();
    const hostile = JSON.parse('{"a":"1","b":2,"c":null,"__proto__":"p"}') as Context;
    carrier.run(hostile, () => {
      expect(Object.entries(carrier.capture())).toEqual([
        ['a', '1'],
        ['__proto__', 'p'],
      ]);
      expect(Object.getPrototypeOf(carrier.capture())).toBe(Object.prototype);
    });
  });

  test('knows nothing of another', () => {
    const one = createContextCarrier();
    const other = createContextCarrier();
    one.run({ a: '1' }, () => expect(other.capture()).toEqual({}));
  });

  test('hands on what was captured', () => {
    const carrier = createContextCarrier();
    const captured = carrier.run({ a: '1' }, () => carrier.capture());
    expect(carrier.run(captured, () => carrier.capture())).toBe(captured);
  });
});

test('entries are added to what is there', () => {
  const carrier = createContextCarrier();
  withContext(carrier, { userId: 'u1', tenantId: 't1' }, () =>
    withContext(carrier, { userId: 'u2', traceId: undefined }, () =>
      expect(carrier.capture()).toEqual({ userId: 'u2', tenantId: 't1' }),
    ),
  );
});

test('a correlation id is made once, and kept where there is one', () => {
  const carrier = createContextCarrier();
  const clock = createTestClock(new Date(0x017f22e279b0));
  withCorrelationId(
    carrier,
    () => {
      const { correlationId } = carrier.capture();
      expect(correlationId).toMatch(/^017f22e2-79b0-7/);
      withCorrelationId(carrier, () => expect(carrier.capture()['correlationId']).toBe(correlationId));
    },
    clock,
  );
});

test('10,000 interleaved requests never see the context of another', async () => {
  const carrier = createContextCarrier();
  const logger = createMemoryLogger({ level: 'info', context: carrier });
  const tracer = createMemoryTracer();
  const pause = (round: number): Promise<unknown> =>
    round % 3 === 0 ? new Promise((resolve) => setImmediate(resolve)) : Promise.resolve();
  let leaks = 0;
  const request = async (index: number): Promise<void> => {
    const incoming = { 'x-request-id': `request-${index}` };
    await carrier.run(extractContext(incoming), () =>
      withContext(carrier, { userId: `user-${index}` }, async () => {
        const own = tracer.startSpan(`request ${index}`);
        await tracer.run(own, async () => {
          for (let round = 0; round < 6; round += 1) {
            await pause(index + round);
            const { correlationId, userId } = carrier.capture();
            if (correlationId !== `request-${index}` || userId !== `user-${index}` || tracer.active() !== own)
              leaks += 1;
          }
          const headers = injectContext<Record<string, string>>({}, { carrier, tracer });
          if (headers['x-request-id'] !== `request-${index}` || headers['traceparent'] !== own.context.traceparent) {
            leaks += 1;
          }
          if (index % 100 === 0) logger.info(`request ${index}`);
        });
      }),
    );
  };
  await Promise.all(Array.from({ length: 10_000 }, (_, index) => request(index)));
  expect(leaks).toBe(0);
  expect(carrier.capture()).toEqual({});
  expect(logger.lines).toHaveLength(100);
  for (const { message, fields } of logger.lines) expect(`request ${String(fields['userId']).slice(5)}`).toBe(message);
});

describe('incoming headers', () => {
  test('of Fetch and of node:http are read alike', () => {
    const expected = {
      traceparent: TRACEPARENT,
      tracestate: 'a=1,b=2',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      correlationId: 'c-1',
    };
    const fetched = new Headers({ Traceparent: TRACEPARENT, tracestate: 'a=1', 'X-Request-Id': 'c-1' });
    fetched.append('tracestate', 'b=2');
    expect(extractContext(fetched)).toEqual(expected);
    expect(extractContext({ TraceParent: TRACEPARENT, tracestate: ['a=1', 'b=2'], 'x-request-id': 'c-1' })).toEqual(
      expected,
    );
  });

  test('may have the correlation id elsewhere', () => {
    expect(extractContext({ 'x-call-id': 'r-1' }, { correlationHeader: 'X-Call-Id' })).toEqual({
      correlationId: 'r-1',
    });
  });

  test.each([
    ['a broken traceparent', { traceparent: 'nonsense', tracestate: 'a=1' }],
    ['two traceparents', { traceparent: [TRACEPARENT, TRACEPARENT] }],
    ['a forged line', { 'x-request-id': 'a\r\nset-cookie: b' }],
    ['blanks', { 'x-request-id': 'a b' }],
    ['an endless id', { 'x-request-id': 'a'.repeat(129) }],
    ['an empty id', { 'x-request-id': '' }],
    ['others', { authorization: 'Bearer x', baggage: 'user=jane', 'x-user-id': 'jane' }],
    ['nothing', { traceparent: undefined }],
  ])('%s: ignored', (_, headers) => {
    expect(extractContext(headers)).toEqual({});
  });

  test('whatever they are, what is taken from them is short and harmless', () => {
    const text = fc.string({ unit: 'binary', maxLength: 700 });
    fc.assert(
      fc.property(text, text, text, (traceparent, tracestate, correlationId) => {
        for (const value of Object.values(extractContext({ traceparent, tracestate, 'x-request-id': correlationId }))) {
          expect(value.length).toBeLessThanOrEqual(512);
          expect(value).toMatch(/^[\x20-\x7e]+$/);
        }
      }),
    );
  });
});

describe('outgoing headers', () => {
  test('carry the trace and the correlation id, and nothing of who the user is', () => {
    const carrier = createContextCarrier();
    const context = {
      correlationId: 'c-1',
      userId: 'jane',
      tenantId: 't',
      traceparent: TRACEPARENT,
      tracestate: 'a=1',
    };
    carrier.run(context, () => {
      expect(injectContext({ accept: 'text/plain' }, { carrier })).toEqual({
        accept: 'text/plain',
        traceparent: TRACEPARENT,
        tracestate: 'a=1',
        'x-request-id': 'c-1',
      });
      const headers = injectContext(new Headers(), { carrier, correlationHeader: 'x-call-id' });
      expect([...headers.keys()].sort()).toEqual(['traceparent', 'tracestate', 'x-call-id']);
    });
  });

  test('the active span wins over the context', () => {
    const carrier = createContextCarrier();
    const tracer = createMemoryTracer();
    const own = tracer.startSpan('own');
    const headers = carrier.run({ traceparent: TRACEPARENT }, () =>
      tracer.run(own, () => injectContext<Record<string, string>>({}, { carrier, tracer })),
    );
    expect(headers['traceparent']).toBe(own.context.traceparent);
  });

  test('what is not well-formed is left out', () => {
    const carrier = createContextCarrier();
    const context = { correlationId: 'a\nb', traceparent: 'x', tracestate: 'y' };
    expect(carrier.run(context, () => injectContext({}, { carrier }))).toEqual({});
    expect(injectContext({}, {})).toEqual({});
  });
});

test('contexts and spans know each other', () => {
  const own = createMemoryTracer().startSpan('own');
  const context = contextOfSpan(own);
  expect(context['traceId']).toHaveLength(32);
  expect(traceContextOf(context)).toEqual(own.context);
  expect(traceContextOf({ userId: 'u' })).toBeUndefined();
});
