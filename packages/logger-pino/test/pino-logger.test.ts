import { expectError, expectOk } from '@infra/conformance';
import type { InfraError, LogLevel } from '@infra/core';
import { PassThrough } from 'node:stream';
import { multistream, pino, stdSerializers } from 'pino';
import { describe, expect, test, vi } from 'vitest';
import { createPinoLogger, type PinoLoggerOptions } from '../src/index.js';
import { createBuffer } from './harness.js';

const epoch = { now: () => new Date(0), monotonicMs: () => 0, schedule: () => () => undefined };
const BASE = { base: { pid: 1 } };

/** What a logger writes for one call. */
function written(options: PinoLoggerOptions, fields?: object, message = 'x'): string {
  const destination = createBuffer();
  createPinoLogger({ clock: epoch, destination, pino: BASE, ...options }).info(message, { ...fields });
  return destination.text();
}

describe('lines', () => {
  test('are as pino writes them, whichever way they take', () => {
    const expected = '{"level":30,"time":0,"pid":1,"service":"api","a":1,"b":"t","c":true,"d":null,"msg":"x"}\n';
    const fields = { a: 1, b: 't', c: true, d: null, e: undefined };
    expect(written({ fields: { service: 'api' } }, fields)).toBe(expected);
    const plain = pino({ ...BASE, timestamp: () => ',"time":0' }, { write: (line) => expect(line).toBe(expected) });
    plain.child({ service: 'api' }).info(fields, 'x');
    expect(written({ fields: { service: 'api' } }, { ...fields, f: {} })).toBe(
      expected.replace('null,', 'null,"f":{},'),
    );
  });

  test('have no key twice, whoever brings it', () => {
    const context = { capture: () => ({ a: 'context', c: 'context' }), run: <T>(_: unknown, work: () => T) => work() };
    for (const extra of [{}, { deep: {} }]) {
      const text = written(
        { context, fields: { a: 'fields' } },
        { a: 'line', pid: 2, level: 9, time: 8, msg: 'm', ...extra },
      );
      expect(text.match(/"(?:a|c|pid|level|time|msg)":/g)).toHaveLength(6);
      expect(JSON.parse(text)).toMatchObject({
        a: 'line',
        c: 'context',
        pid: 2,
        level_: 9,
        time_: 8,
        msg_: 'm',
        msg: 'x',
      });
    }
  });

  test('keep fields named like what JavaScript or pino have', () => {
    const fields = { toString: 't', constructor: 'c', hasOwnProperty: 'h', serializers: 's', method: 'm', socket: 'k' };
    for (const extra of [{}, { headers: { a: 1 } }, { headers: { a: 'ü' } }]) {
      const line = JSON.parse(written({ fields }, extra)) as object;
      const { socket, ...others } = { ...fields, ...extra };
      expect(line).toMatchObject(others);
      expect(Object.values(line)).toContain(socket);
    }
  });

  test('read each value once, getters too', () => {
    let reads = 0;
    const fields = Object.defineProperty({}, 'a', { enumerable: true, get: () => (reads += 1) });
    const destination = createBuffer();
    createPinoLogger({ destination }).info('x', fields);
    expect([reads, JSON.parse(destination.text())]).toEqual([1, expect.objectContaining({ a: 1 })]);
  });
});

describe('options of pino', () => {
  test('names, formatters and a message key of one’s own are parts of the line', () => {
    const pinoOptions = {
      ...BASE,
      messageKey: 'message',
      timestamp: () => ',"at":"now"',
      formatters: { level: (severity: string) => ({ severity }) },
    };
    const text = written({ pino: pinoOptions }, { severity: 's', at: 'a', message: 'm', level: 'l' });
    expect(JSON.parse(text)).toEqual({
      severity: 'info',
      at: 'now',
      pid: 1,
      level: 'l',
      message: 'x',
      severity_: 's',
      at_: 'a',
      message_: 'm', // prettier-ignore
    });
  });

  test('serializers see what was logged, redaction what they make of it', () => {
    const user = vi.fn((value: unknown) => ({ seen: value instanceof Map, password: 'p' }));
    const broken = (): never => {
      throw new Error('serializer');
    };
    const text = written({ pino: { ...BASE, serializers: { user, err: stdSerializers.err } } }, { user: new Map() });
    expect(JSON.parse(text)).toMatchObject({ user: { seen: true, password: '[redacted]' } });
    expect(written({ pino: { serializers: { user: broken } } }, { user: 'kept' })).toContain('"user":"kept"');
  });

  test('mixin, nestedKey, redact and hooks do their work', () => {
    expect(JSON.parse(written({ pino: { ...BASE, mixin: () => ({ m: 1 }) } }, { a: 1 }))).toMatchObject({ m: 1, a: 1 });
    expect(JSON.parse(written({ pino: { ...BASE, nestedKey: 'f' } }, { a: 1 }))).toMatchObject({ f: { a: 1 } });
    expect(JSON.parse(written({ pino: { ...BASE, redact: ['a'] } }, { a: 1 }))).toMatchObject({ a: '[Redacted]' });
    const logMethod = vi.fn(function hook(this: pino.Logger, args: Parameters<pino.LogFn>, method: pino.LogFn) {
      Reflect.apply(method, this, args);
    });
    expect(written({ pino: { hooks: { logMethod } } }, { a: 1 })).toContain('"a":1');
    expect(logMethod).toHaveBeenCalledOnce();
  });

  test('a multistream gets each line by its level, escaped or not', () => {
    const [all, errors] = [createBuffer(), createBuffer()];
    const logger = createPinoLogger({
      destination: multistream([{ stream: all }, { stream: errors, level: 'error' }]),
    });
    logger.info('a');
    logger.error('b', { text: '\u2028' });
    expect(all.text().match(/"msg"/g)).toHaveLength(2);
    expect(errors.text()).toContain('\\u2028');
    expect(errors.text()).not.toContain('"msg":"a"');
  });
});

describe('native', () => {
  test('is the logger that was given, whose level stays', () => {
    const destination = createBuffer();
    const given = pino({ level: 'warn' }, destination).child({ bound: 1 });
    const logger = createPinoLogger({ logger: given });
    expect([logger.native, logger.level]).toEqual([given, 'warn']);
    logger.level = 'debug';
    logger.debug('x', { bound: 2 });
    expect(given.level).toBe('warn');
    expect(JSON.parse(destination.text())).toMatchObject({ bound: 2 });
    const loud: object = pino({ customLevels: { loud: 45 }, level: 'loud' }, destination);
    expect(createPinoLogger({ logger: loud as pino.Logger }).level).toBe('error');
  });

  test('is a whole pino logger with the level of ours otherwise', () => {
    const destination = createBuffer();
    const logger = createPinoLogger({ destination, level: 'error' });
    logger.child({}).level = 'debug';
    logger.native.child({ own: 1 }).debug({ a: 1 }, 'native');
    expect(JSON.parse(destination.text())).toMatchObject({ own: 1, a: 1, msg: 'native' });
  });
});

describe('failures', () => {
  const failing = (code: string) => ({
    write() {
      throw Object.assign(new Error('refused'), { code });
    },
  });

  test.each([
    ['EPIPE', 'unavailable'],
    ['ENOSPC', 'unavailable'],
    ['EACCES', 'forbidden'],
    ['EWHATEVER', 'internal'],
  ])('%s of a destination is reported as %s, and the line counted', (code, expected) => {
    const errors: InfraError[] = [];
    const logger = createPinoLogger({ destination: failing(code), onError: (error) => errors.push(error) });
    logger.info('one');
    logger.child({ a: 1 }).info('two', { deep: {} });
    logger.debug('not due');
    expect(errors.map((error) => [error.code, error.operation])).toEqual(Array(2).fill([expected, 'logger.write']));
    expect([errors[0]?.cause, logger.dropped]).toMatchObject([{ code }, 2]);
  });

  test('a context carrier that throws costs the line its context, not the line', () => {
    const errors: InfraError[] = [];
    const capture = (): never => {
      throw new Error('no store');
    };
    const context = { capture, run: <T>(_: unknown, work: () => T) => work() };
    expect(written({ context, onError: (error) => errors.push(error) })).toContain('"msg":"x"');
    expect(errors.map(({ operation }) => operation)).toEqual(['context.capture']);
  });

  test('an unknown level set at run time changes nothing and is reported', () => {
    const errors: InfraError[] = [];
    const logger = createPinoLogger({ destination: createBuffer(), onError: (error) => errors.push(error) });
    logger.level = 'loud' as LogLevel;
    expect(logger.level).toBe('info');
    expect(errors[0]).toMatchObject({ code: 'validation', message: expect.stringContaining("'loud'") as string });
  });

  test.each<[string, object]>([
    ['logger', { logger: {} }],
    ['logger', { logger: { child: () => ({}), info: () => 0, flush: () => 0 } }],
    ['pino', { pino: 1 }],
    ['pino', { pino: { mixin: 1 } }],
    ['destination', { destination: '' }],
    ['destination', { destination: -1 }],
    ['level', { level: 'loud' }],
    ['fields', { fields: 'x' }],
    ['redact', { redact: { keys: [1] } }],
    ['clock', { clock: {} }],
    ['context', { context: {} }],
    ['onError', { onError: 1 }],
    ['logger', { logger: pino(), destination: 1 }],
    ['transport', { pino: { transport: { target: 'x' } }, destination: 1 }],
  ])('a wrong %s throws validation and names it', (name, options) => {
    expect(() => createPinoLogger(options as PinoLoggerOptions)).toThrow(
      expect.objectContaining({ code: 'validation', message: expect.stringContaining(name) as string }),
    );
  });
});

describe('flush and close', () => {
  test('a stream that was given is flushed by both, and not ended', async () => {
    const stream = new PassThrough({ highWaterMark: 1 });
    const logger = createPinoLogger({ destination: stream });
    logger.info('one');
    const flushed = logger.flush();
    stream.resume();
    await expectOk(flushed, 'flush');
    await expectOk(logger.close(), 'close');
    expect([stream.writableLength, stream.writableEnded]).toEqual([0, false]);
  });

  test('flush is cancelled by its signal while it waits, and leaves no listener', async () => {
    const controller = new AbortController();
    const removed = vi.spyOn(controller.signal, 'removeEventListener');
    const destination = { write: () => undefined, flush: () => undefined };
    const flushed = createPinoLogger({ destination }).flush({ signal: controller.signal });
    controller.abort(new Error('enough'));
    const error = await expectError(flushed, 'cancelled', 'flush');
    expect(error.cause).toMatchObject({ message: 'enough' });
    expect(removed).toHaveBeenCalledOnce();
  });

  test('close returns within its deadline although the destination hangs', async () => {
    const destination = { write: () => undefined, flush: () => undefined };
    const error = await expectError(createPinoLogger({ destination }).close({ deadlineMs: 10 }), 'timeout', 'close');
    expect(error.message).toContain('10 ms');
    await expect(createPinoLogger({ destination }).close({ deadlineMs: 1 })).resolves.toMatchObject({ ok: false });
  });

  test('flush passes on what the destination says', async () => {
    const flush = (done: (cause: Error) => void): void => done(Object.assign(new Error('gone'), { code: 'EPIPE' }));
    await expectError(createPinoLogger({ destination: { write: () => undefined, flush } as never }).flush(), 'unavailable', 'flush'); // prettier-ignore
  });

  test('await using closes', async () => {
    const destination = createBuffer();
    {
      await using logger = createPinoLogger({ destination });
      logger.info('inside');
    }
    expect(destination.text()).toContain('inside');
  });
});
