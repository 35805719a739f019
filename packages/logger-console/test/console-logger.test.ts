import { expectError, expectOk } from '@infra/conformance';
import type { InfraError, LogLevel } from '@infra/core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createConsoleLogger, type ConsoleLoggerOptions } from '../src/index.js';
import { createBuffer } from './harness.js';

const broken = (code: string) => ({
  write() {
    throw Object.assign(new Error('refused'), { code });
  },
});

function written(options: ConsoleLoggerOptions): string {
  const buffer = createBuffer();
  createConsoleLogger({ destination: buffer, ...options }).info('x');
  return buffer.text();
}

describe('format and colours', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const onTerminal = (isTTY: boolean): string => {
    const { text, ...buffer } = createBuffer();
    createConsoleLogger({ destination: { ...buffer, isTTY } }).info('x', { a: 1 });
    return text();
  };

  test.each([
    [true, {}, '\u001b['],
    [true, { NO_COLOR: '1' }, ' INFO  x a=1\n'],
    [true, { NO_COLOR: '' }, '\u001b['],
    [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, '\u001b['],
    [true, { FORCE_COLOR: '0' }, ' INFO  x a=1\n'],
    [true, { TERM: 'dumb' }, ' INFO  x a=1\n'],
    [false, { FORCE_COLOR: '1' }, '{"time":"'],
    [false, {}, '{"time":"'],
  ])('auto on a terminal: %s, in %o', (isTTY, environment, expected) => {
    for (const name of ['NO_COLOR', 'FORCE_COLOR', 'TERM']) vi.stubEnv(name, undefined);
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    expect(onTerminal(isTTY)).toContain(expected);
  });

  test('an explicit format wins over the terminal', () => {
    expect(written({ format: 'json' })).toMatch(/^\{"time":"/);
    expect(written({ format: 'pretty', colors: false })).toMatch(/INFO {2}x\n$/);
  });
});

describe('JSON lines', () => {
  test('a line is time, level, message and then the fields', () => {
    const clock = { now: () => new Date(0), monotonicMs: () => 0, schedule: () => () => undefined };
    expect(written({ clock, fields: { service: 'api' } })).toBe(
      '{"time":"1970-01-01T00:00:00.000Z","level":"info","message":"x","service":"api"}\n',
    );
  });

  test('a field named like a part of the line is renamed, past names that are taken', () => {
    const line: unknown = JSON.parse(written({ fields: { level: 'mine', level_: 'too', message: 'm', time: 't' } }));
    expect(line).toMatchObject({
      level: 'info',
      message: 'x',
      level_: 'too',
      level__: 'mine',
      message_: 'm',
      time_: 't',
    });
  });

  test('an error or a list in place of the fields is kept', () => {
    const buffer = createBuffer();
    const logger = createConsoleLogger({ destination: buffer });
    Reflect.apply(logger.error, logger, ['failed', new Error('boom')]);
    Reflect.apply(logger.error, logger, ['failed', [1, 2]]);
    const [first, second] = buffer.text().split('\n').slice(0, -1).map((line): unknown => JSON.parse(line)); // prettier-ignore
    expect(first).toMatchObject({ message: 'failed', error: { message: 'boom' } });
    expect(second).toMatchObject({ message: 'failed', fields: [1, 2] });
  });
});

describe('failures', () => {
  test.each([
    ['EPIPE', 'unavailable'],
    ['ENOSPC', 'unavailable'],
    ['EACCES', 'forbidden'],
    ['EWHATEVER', 'internal'],
  ])('%s of a destination is reported as %s, and the line counted', (code, expected) => {
    const errors: InfraError[] = [];
    const logger = createConsoleLogger({ destination: broken(code), onError: (error) => errors.push(error) });
    logger.info('one');
    logger.child({ a: 1 }).info('two');
    logger.debug('not due');
    expect(errors.map((error) => [error.code, error.operation])).toEqual(Array(2).fill([expected, 'logger.write']));
    expect(errors[0]?.cause).toMatchObject({ code });
    expect(logger.dropped).toBe(2);
  });

  test('an onError that logs to the same logger does not go round', () => {
    let calls = 0;
    const logger = createConsoleLogger({
      destination: broken('EPIPE'),
      onError: (error) => {
        calls += 1;
        logger.error('could not log', { error });
      },
    });
    logger.info('x');
    expect(calls).toBe(1);
    expect(logger.dropped).toBe(2);
  });

  test('a context carrier that throws costs the line its context, not the line', () => {
    const errors: InfraError[] = [];
    const context = {
      capture: () => {
        throw new Error('no store');
      },
      run: <T>(_: unknown, work: () => T) => work(),
    };
    expect(written({ context, onError: (error) => errors.push(error) })).toContain('"message":"x"');
    expect(errors.map(({ operation }) => operation)).toEqual(['context.capture']);
  });

  test('a clock that throws costs the line, and does not throw', () => {
    const clock = { now: () => new Date(Number.NaN), monotonicMs: () => 0, schedule: () => () => undefined };
    expect(written({ clock })).toBe('');
  });

  test('an unknown level set at run time changes nothing and is reported', () => {
    const errors: InfraError[] = [];
    const logger = createConsoleLogger({ destination: createBuffer(), onError: (error) => errors.push(error) });
    logger.level = 'loud' as LogLevel;
    expect(logger.level).toBe('info');
    expect(errors[0]).toMatchObject({ code: 'validation', message: expect.stringContaining("'loud'") as string });
  });
});

describe('flush and close', () => {
  const never = { write: () => undefined, flush: () => new Promise<void>(() => undefined) };

  test('flush passes on what the destination says', async () => {
    const flush = async (): Promise<void> => {
      throw Object.assign(new Error('gone'), { code: 'EPIPE' });
    };
    await expectError(createConsoleLogger({ destination: { ...never, flush } }).flush(), 'unavailable', 'flush');
  });

  test('flush is cancelled by its signal while it waits, and leaves no listener', async () => {
    const controller = new AbortController();
    const removed = vi.spyOn(controller.signal, 'removeEventListener');
    const flushed = createConsoleLogger({ destination: never }).flush({ signal: controller.signal });
    controller.abort(new Error('enough'));
    const error = await expectError(flushed, 'cancelled', 'flush');
    expect(error.cause).toMatchObject({ message: 'enough' });
    expect(removed).toHaveBeenCalledOnce();
  });

  test('close returns within its deadline although the destination hangs', async () => {
    const error = await expectError(
      createConsoleLogger({ destination: never }).close({ deadlineMs: 10 }),
      'timeout',
      'close',
    );
    expect(error.message).toContain('10 ms');
  });

  test('await using closes', async () => {
    const buffer = createBuffer();
    {
      await using logger = createConsoleLogger({ destination: buffer });
      logger.info('inside');
      expect(logger.isLevelEnabled('info')).toBe(true);
    }
    expect(buffer.text()).toContain('inside');
    const logger = createConsoleLogger({ destination: never });
    await expectError(logger.close({ deadlineMs: 1 }), 'timeout', 'close');
    await expect(logger[Symbol.asyncDispose]()).rejects.toMatchObject({ code: 'timeout' });
  });

  test('a level set after close does not wake the logger', async () => {
    const buffer = createBuffer();
    const logger = createConsoleLogger({ destination: buffer });
    await expectOk(logger.close(), 'close');
    logger.level = 'trace';
    logger.fatal('too late');
    expect([logger.level, buffer.text(), logger.dropped]).toEqual(['trace', '', 0]);
  });
});
