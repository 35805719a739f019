import { expectOk } from '@infra/conformance';
import type { InfraError, LogLevel } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { createMemoryLogger, type MemoryLoggerOptions } from '../src/index.js';

const epoch = { now: () => new Date(0), monotonicMs: () => 0, schedule: () => () => undefined };

describe('lines', () => {
  test('are level, message, time and fields', () => {
    const logger = createMemoryLogger({ clock: epoch, fields: { service: 'api' } });
    logger.child({ a: 1 }).warn('x', { b: 2n });
    expect(logger.lines).toEqual([
      { level: 'warn', message: 'x', time: new Date(0), fields: { service: 'api', a: 1, b: '2n' } },
    ]);
  });

  test('are bounded: the oldest make room, in order, and are counted', () => {
    const logger = createMemoryLogger({ maxLines: 3 });
    for (const message of ['1', '2', '3', '4', '5']) logger.child({}).info(message);
    expect(logger.lines.map(({ message }) => message)).toEqual(['3', '4', '5']);
    expect(logger.dropped).toBe(2);
    logger.clear();
    expect([logger.lines, logger.dropped]).toEqual([[], 0]);
    logger.info('6');
    expect(logger.lines.map(({ message }) => message)).toEqual(['6']);
  });

  test('cannot be changed, neither by who logged them nor by who reads them', () => {
    const logger = createMemoryLogger();
    const shared = { list: [{ n: 1 }] };
    logger.child({ shared }).info('x', { shared2: shared });
    const lines = logger.lines;
    shared.list.push({ n: 2 });
    logger.info('later');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.fields).toEqual({ shared: { list: [{ n: 1 }] }, shared2: { list: [{ n: 1 }] } });
    const { list } = lines[0]?.fields['shared'] as typeof shared;
    expect(() => list.push({ n: 3 })).toThrow(TypeError);
    expect(() => Object.assign(lines[0] ?? {}, { message: 'y' })).toThrow(TypeError);
  });
});

describe('find and filter', () => {
  const logger = createMemoryLogger({ level: 'trace' });
  const cause = new Error('declined');
  logger.info('order placed', { order: { id: 7, items: ['a', 'b'], at: new Date(0) }, n: 1 });
  logger.error('payment failed', { error: Object.assign(new Error('no', { cause }), { code: 'E1' }) });
  logger.info('order shipped', { order: { id: 7 }, n: 2 });

  test.each([
    ['everything', {}, 3],
    ['a level', { level: 'info' as const }, 2],
    ['a message', { message: 'order placed' }, 1],
    ['no part of a message', { message: 'order' }, 0],
    ['a pattern', { message: /^order/ }, 2],
    ['a pattern with state', { message: /order/g }, 2],
    ['a part of an object', { fields: { order: { id: 7 } } }, 2],
    ['a whole list', { fields: { order: { items: ['a', 'b'] } } }, 1],
    ['no part of a list', { fields: { order: { items: ['a'] } } }, 0],
    ['another type', { fields: { n: '1' } }, 0],
    ['a date', { fields: { order: { at: new Date(0) } } }, 1],
    ['a part of an error', { fields: { error: { code: 'E1', cause: { message: 'declined' } } } }, 1],
    ['all at once', { level: 'info' as const, message: /ship/, fields: { n: 2 } }, 1],
    ['a field that is not there', { fields: { toString: 'x' } }, 0],
  ])('%s', (_, query, count) => {
    expect(logger.filter(query)).toHaveLength(count);
    expect(logger.find(query)).toBe(logger.filter(query)[0]);
  });
});

describe('failures', () => {
  test('a context carrier that throws costs the line its context, a clock the line; neither throws', () => {
    const errors: InfraError[] = [];
    const fail = (): never => {
      throw new Error('broken');
    };
    const onError = (error: InfraError): void => {
      errors.push(error);
      throw new Error('nor does this');
    };
    const logger = createMemoryLogger({ context: { capture: fail, run: (_, work) => work() }, onError });
    logger.info('x', { a: 1 });
    expect(logger.lines[0]?.fields).toEqual({ a: 1 });
    createMemoryLogger({ clock: { ...epoch, now: fail }, onError }).info('lost');
    expect(errors.map(({ code, operation }) => [code, operation])).toEqual([
      ['internal', 'context.capture'],
      ['internal', 'logger.write'],
    ]);
  });

  test('an unknown level set at run time changes nothing and is reported', () => {
    const errors: InfraError[] = [];
    const logger = createMemoryLogger({ onError: (error) => errors.push(error) });
    logger.level = 'loud' as LogLevel;
    expect(logger.level).toBe('info');
    expect(errors[0]).toMatchObject({ code: 'validation', message: expect.stringContaining("'loud'") as string });
  });

  test('what was kept can be read after close', async () => {
    const logger = createMemoryLogger();
    logger.info('before');
    await expectOk(logger.close(), 'close');
    await logger[Symbol.asyncDispose]();
    logger.info('after');
    expect(logger.lines.map(({ message }) => message)).toEqual(['before']);
  });

  test.each<[string, object]>([
    ['level', { level: 'loud' }],
    ['maxLines', { maxLines: 0 }],
    ['maxLines', { maxLines: 1.5 }],
    ['fields', { fields: 'x' }],
    ['redact', { redact: true }],
    ['redact.keys', { redact: { keys: [''] } }],
    ['redact.defaults', { redact: { defaults: 1 } }],
    ['redact.censor', { redact: { censor: 1 } }],
    ['clock', { clock: {} }],
    ['context', { context: null }],
    ['onError', { onError: 'x' }],
  ])('a wrong %s throws validation and names it', (name, options) => {
    expect(() => createMemoryLogger(options as MemoryLoggerOptions)).toThrow(
      expect.objectContaining({ code: 'validation', message: expect.stringContaining(`option ${name} `) as string }),
    );
  });

  test('redaction can be told what is secret', () => {
    const logger = createMemoryLogger({ redact: { keys: ['pin'], defaults: false, censor: '***' } });
    logger.info('x', { pin: 1, password: 'shown' });
    expect(logger.lines[0]?.fields).toEqual({ pin: '***', password: 'shown' });
  });
});
