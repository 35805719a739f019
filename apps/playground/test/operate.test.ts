import { createTestClock } from '@infra/conformance';
import { err, InfraError, ok, type Call, type Layer, type Next } from '@infra/core';
import { createMemoryLogger } from '@infra/logger-memory';
import { createCircuitBreakerRegistry, pipeline, type ResilienceEvent } from '@infra/resilience';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Happening } from '../src/contract.js';
import { LogTap } from '../src/operate/log-tap.js';
import { OperateLog } from '../src/operate/operate-log.js';
import { PortMeter } from '../src/operate/port-meter.js';
import { quantileOf } from '../src/operate/quantile.js';

const call: Call = {
  ...{ port: 'storage', provider: 'memory', operation: 'get', idempotent: true, callback: false, args: ['k'] },
  signal: new AbortController().signal,
};
const down = err(new InfraError({ code: 'unavailable', message: 'm', provider: 'memory', operation: 'storage.get' }));

/** Around each call, and around each attempt of up to three. */
function measured(meter: PortMeter, next: Next): Next {
  const layers: readonly Layer[] = [
    ...meter.calls,
    pipeline({ retry: { initialDelayMs: 0, budget: false }, observeAttempts: meter.attempts }),
  ];
  return layers.reduceRight((inner, layer) => layer(inner), next);
}

describe('the meter', () => {
  test('counts calls, errors and retries, and says what is new only', async () => {
    const meter = new PortMeter();
    let asked = 0;
    const perform = measured(meter, async () => ((asked += 1), asked <= 4 ? down : ok('value')));
    // Three attempts fail; then one fails and the next succeeds.
    expect((await perform(call)).ok).toBe(false);
    expect((await perform(call)).ok).toBe(true);
    expect(Object.fromEntries(meter.read())).toMatchObject({ 'storage/memory': { calls: 2, errors: 1, retries: 3 } });
    expect(meter.read().size).toBe(0);
    expect((await perform({ ...call, provider: 's3' })).ok).toBe(true);
    expect([...meter.read().keys()]).toEqual(['storage/s3']);
  });
});

describe('a quantile of buckets', () => {
  test('is in the bucket that the value is in', () => {
    const bounds = [1, 2, 5, 10, 20, 50, 100, Infinity];
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 99, noNaN: true }), { minLength: 1 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (values, part) => {
          const buckets = bounds.map((le) => ({ le, count: values.filter((value) => value <= le).length }));
          const sorted = [...values].sort((a, b) => a - b);
          const exact = sorted[Math.max(0, Math.ceil(part * values.length) - 1)] ?? 0;
          const at = bounds.findIndex((le) => exact <= le);
          const estimate = quantileOf(buckets, part);
          expect(estimate).toBeGreaterThanOrEqual(bounds[at - 1] ?? 0);
          expect(estimate).toBeLessThanOrEqual(bounds[at] ?? 0);
        },
      ),
    );
  });

  test('of nothing is 0, and beyond the last bound it is that', () => {
    expect(quantileOf([], 0.5)).toBe(0);
    expect(
      quantileOf(
        [
          { le: 1, count: 0 },
          { le: Infinity, count: 3 },
        ],
        0.5,
      ),
    ).toBe(1);
  });
});

describe('how the ports were', () => {
  test('a breaker that closed within a stretch was open in it; every change is told', async () => {
    const clock = createTestClock();
    const breakers = createCircuitBreakerRegistry();
    const told: Happening[] = [];
    const listeners: ((event: ResilienceEvent) => void)[] = [];
    const operate = new OperateLog({
      composer: { breakers, onEvent: (listener) => (listeners.push(listener), () => undefined) },
      meter: new PortMeter(),
      clock,
      onHappening: (happening) => told.push(happening),
    });
    let isDown = true;
    const perform = pipeline({
      circuitBreaker: { consecutiveFailures: 1, openMs: 100, registry: breakers, clock },
      onEvent: (event) => listeners.forEach((listener) => listener(event)),
    })(async () => (isDown ? down : ok()));
    const states = (): unknown[] => operate.view.ticks.map(({ ports }) => ports['storage/memory']?.breaker);

    operate.tick();
    expect((await perform(call)).ok).toBe(false);
    operate.tick();
    clock.advance(100);
    isDown = false;
    expect((await perform(call)).ok).toBe(true);
    clock.advance(900);
    operate.tick();
    operate.tick();
    expect(states()).toEqual([undefined, 'open', 'open', 'closed']);
    expect(told.map(({ text, tone }) => `${tone} ${text}`)).toEqual([
      'bad breaker storage/memory: closed → open, consecutive failures',
      'warn breaker storage/memory: open → half-open, open elapsed',
      'good breaker storage/memory: half-open → closed, probes succeeded',
    ]);
    expect(operate.view.happenings).toEqual(told);
    expect(operate.view.ticks.at(-1)?.at).toBe(Date.parse('2026-01-01T00:00:01.000Z'));
  });

  test('a quarter of an hour is remembered', () => {
    const composer = { breakers: createCircuitBreakerRegistry(), onEvent: () => () => undefined };
    const clock = createTestClock();
    const operate = new OperateLog({ composer, meter: new PortMeter(), clock, onHappening: () => undefined });
    for (let index = 0; index < 1_000; index += 1) {
      clock.advance(1_000);
      operate.tick();
    }
    expect(operate.view.ticks).toHaveLength(900);
    expect(operate.view.ticks.at(-1)?.at).toBe(Date.parse('2026-01-01T00:16:40.000Z'));
  });
});

describe('the tail of the log', () => {
  test('hears a logger and its children, and leaves its own level alone', () => {
    const tap = new LogTap(['email']);
    const own = createMemoryLogger({ level: 'warn' });
    const logger = tap.listen(own);
    logger.child({ run: 'r' }).info('a line', { email: 'a@b.c' });
    logger.trace('too fine');
    logger.error('an error');
    expect(own.lines.map(({ message }) => message)).toEqual(['an error']);
    expect(logger.lines).toEqual(own.lines);
    expect(tap.fresh()).toMatchObject({
      lines: [{ level: 'info', message: 'a line', fields: { run: 'r', email: '[redacted]' } }, { message: 'an error' }],
      gap: 0,
    });
    expect(tap.fresh()).toBeUndefined();
    expect([logger.isLevelEnabled('debug'), logger.isLevelEnabled('trace'), logger.level]).toEqual([
      true,
      false,
      'warn',
    ]);
  });

  test('drops the oldest when there are too many, and says how many', () => {
    const tap = new LogTap([]);
    const logger = tap.listen(createMemoryLogger());
    for (let index = 0; index < 1_000; index += 1) logger.info(`${index}`);
    const fresh = tap.fresh();
    expect([fresh?.gap, fresh?.lines.length, fresh?.lines.at(-1)?.message]).toEqual([800, 200, '999']);
    logger.info('more');
    expect(tap.fresh()).toMatchObject({ gap: 0, lines: [{ message: 'more' }] });
    expect(tap.latest()).toMatchObject({ gap: 801, lines: { length: 200 } });
  });
});
