import { createTestClock } from '@infra/conformance';
import { InfraError, type InfraErrorCode, type Logger } from '@infra/core';
import { createMemoryLogger } from '@infra/logger-memory';
import { expect, test } from 'vitest';
import { logged } from '../src/index.js';
import { createShop, SECRET, finished } from './shop.js';

test('one line for each call, and nothing in it that could be secret', async () => {
  const logger = createMemoryLogger({ level: 'trace' });
  const clock = createTestClock();
  const shop = createShop([logged({ logger, clock })], () => clock.advance(12.3456));
  await finished(shop.order('ok'));
  await finished(shop.order('timeout'));
  expect(logger.lines.map(({ level, message, fields }) => ({ level, message, ...fields }))).toEqual([
    {
      level: 'debug',
      message: 'shop.order ok',
      port: 'shop',
      provider: 'corner',
      operation: 'order',
      outcome: 'ok',
      durationMs: 12.346,
    },
    {
      level: 'warn',
      message: 'shop.order failed: timeout',
      port: 'shop',
      provider: 'corner',
      operation: 'order',
      outcome: 'error',
      durationMs: 12.346,
      code: 'timeout',
    },
  ]);
  expect(JSON.stringify(logger.lines)).not.toContain(SECRET);
});

test.each([
  ['cancelled', 'debug'],
  ['validation', 'info'],
  ['not_found', 'info'],
  ['conflict', 'info'],
  ['unsupported', 'info'],
  ['rate_limited', 'warn'],
  ['unavailable', 'warn'],
  ['unauthenticated', 'warn'],
  ['forbidden', 'warn'],
  ['internal', 'error'],
  ['unknown_outcome', 'error'],
] as const satisfies readonly (readonly [InfraErrorCode, string])[])('%s is of level %s', async (code, level) => {
  const logger = createMemoryLogger({ level: 'trace' });
  await finished(createShop([logged({ logger })]).order(code));
  const [line] = logger.lines;
  expect(line?.level).toBe(level);
  expect(line?.fields).toMatchObject({ code, outcome: code === 'cancelled' ? 'cancelled' : 'error' });
});

test('levels can be set, and silent writes nothing', async () => {
  const logger = createMemoryLogger({ level: 'trace' });
  const shop = createShop([logged({ logger, levels: { ok: 'silent', timeout: 'fatal', conflict: undefined } })]);
  await finished(shop.order('ok'));
  await finished(shop.order('timeout'));
  await finished(shop.order('conflict'));
  expect(logger.lines.map(({ level }) => level)).toEqual(['fatal', 'info']);
});

test('what succeeds slowly is told', async () => {
  const logger = createMemoryLogger({ level: 'warn' });
  const clock = createTestClock();
  const shop = createShop([logged({ logger, clock, slowMs: 100 })], () => clock.advance(100));
  await finished(shop.order('ok'));
  expect(logger.lines[0]?.fields).toMatchObject({ slow: true, durationMs: 100, outcome: 'ok' });
});

test('the attempt of a retry is told', async () => {
  const logger = createMemoryLogger({ level: 'trace' });
  const shop = createShop([(next) => (call) => next({ ...call, attempt: 3 }), logged({ logger })]);
  await finished(shop.order('ok'));
  expect(logger.lines[0]?.fields).toMatchObject({ attempt: 3 });
});

test('what a layer further in throws is logged as internal, and still thrown', async () => {
  const logger = createMemoryLogger({ level: 'trace' });
  await expect(createShop([logged({ logger })]).order('throw')).rejects.toThrow(RangeError);
  expect(logger.lines[0]).toMatchObject({ level: 'error', fields: { code: 'internal' } });
});

test('a logger or a clock that throws changes nothing, and is told once', async () => {
  const errors: InfraError[] = [];
  const broken = (): never => {
    throw new TypeError('broken');
  };
  const logger: Logger = { ...createMemoryLogger(), isLevelEnabled: broken, debug: broken };
  const shop = createShop([logged({ logger, onError: (error) => errors.push(error) })]);
  expect(await shop.order('ok')).toEqual({ ok: true, value: 'done' });
  expect(await shop.order('ok')).toEqual({ ok: true, value: 'done' });
  expect(errors.map(({ code, operation }) => [code, operation])).toEqual([['internal', 'logged']]);

  const clock = { ...createTestClock(), monotonicMs: broken };
  const other = createShop([logged({ logger: createMemoryLogger(), clock, onError: broken })]);
  expect(await other.order('ok')).toEqual({ ok: true, value: 'done' });
});

test.each([
  ['logger', { logger: {} }],
  ['slowMs', { slowMs: -1 }],
  ['slowMs', { slowMs: Number.NaN }],
  ['levels.ok', { levels: { ok: 'loud' } }],
  ['levels', { levels: { teapot: 'info' } }],
  ['clock', { clock: {} }],
])('a wrong %s is refused', (name, wrong) => {
  const options = { logger: createMemoryLogger(), ...wrong } as Parameters<typeof logged>[0];
  expect(() => logged(options)).toThrow(
    expect.objectContaining({ code: 'validation', message: expect.stringContaining(name) }),
  );
});
