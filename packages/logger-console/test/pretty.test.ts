import { loggerSuite, runConformance, type LogRecord } from '@infra/conformance';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createConsoleLogger, type ConsoleLoggerOptions } from '../src/index.js';
import { createBuffer, prettyHarness } from './harness.js';

/** The promises that can be read off the text; those about single fields are proven on JSON lines. */
const READABLE =
  /secret|password|escape sequence|^silent|as heavy|isLevelEnabled|each method|order of the calls|flush|close|throws never/;

describe('the suite, as far as pretty text can be read back', () => {
  const cases = loggerSuite.cases.filter(({ name }) => READABLE.test(name));
  test('that is a good part of it', () => {
    expect(cases.length).toBeGreaterThan(15);
  });
  runConformance({ ...loggerSuite, cases }, prettyHarness, test);
});

function lines(
  log: (logger: ReturnType<typeof createConsoleLogger>) => void,
  options: ConsoleLoggerOptions = {},
): string[] {
  const destination = createBuffer();
  const clock = { now: () => new Date(2026, 0, 2, 3, 4, 5, 6), monotonicMs: () => 0, schedule: () => () => undefined };
  log(createConsoleLogger({ format: 'pretty', colors: false, level: 'trace', clock, destination, ...options }));
  return destination.text().split('\n').slice(0, -1);
}

test('a line is the local time, the level, the message and the fields', () => {
  const written = lines((logger) => {
    logger.info('order placed', { orderId: 'o-1', total: 12.5, note: 'two words', list: [1, 'a'], 'odd key': true });
    logger.fatal('down');
  });
  expect(written).toEqual([
    '03:04:05.006 INFO  order placed orderId=o-1 total=12.5 note="two words" list=[1,"a"] "odd key"=true',
    '03:04:05.006 FATAL down',
  ]);
});

test('control characters are shown, not sent', () => {
  const hostile = 'a\n03:04:05.006 ERROR forged\u001b[31m\r\u009b\u2028\u202e\u0007';
  const shown = 'a\\n03:04:05.006 ERROR forged\\u001b[31m\\r\\u009b\\u2028\\u202e\\u0007';
  const written = lines((logger) => {
    logger.info(hostile, { [hostile]: hostile });
  });
  expect(written).toHaveLength(1);
  expect(written[0]).toContain(`INFO  ${shown} "`);
  expect(written[0]).not.toMatch(/[\p{Cc}\p{Zl}\p{Bidi_Control}]/u);
});

test('an error has lines of its own: what it is, its properties, its frames, its causes', () => {
  const root = new RangeError('root');
  root.stack = 'RangeError: root\n    at read (disk.ts:1:2)';
  const error = Object.assign(new Error('outer\nforged', { cause: root }), { code: 'E_OUTER' });
  error.stack = 'Error: outer\nforged\n    at run (main.ts:3:4)\n    at main (main.ts:5:6)';
  root.cause = 'a full disk';
  expect(lines((logger) => { logger.error('failed', { error, id: 7 }); })).toEqual([
    '03:04:05.006 ERROR failed id=7',
    '    error: Error: outer\\nforged code=E_OUTER',
    '        at run (main.ts:3:4)',
    '        at main (main.ts:5:6)',
    '    caused by: RangeError: root',
    '        at read (disk.ts:1:2)',
    '    caused by: "a full disk"',
  ]); // prettier-ignore
});

test('the parts of an AggregateError are indented below it', () => {
  const aggregate = new AggregateError([new Error('one'), 'two'], 'both');
  for (const error of [aggregate, aggregate.errors[0] as Error]) error.stack = '';
  expect(lines((logger) => { logger.error('failed', { aggregate }); })).toEqual([
    '03:04:05.006 ERROR failed',
    '    aggregate: AggregateError: both',
    '        errors[0]: Error: one',
    '        errors[1]: "two"',
  ]); // prettier-ignore
});

test('each level has its colour', () => {
  const [info, fatal] = lines(
    (logger) => {
      logger.info('fine', { a: 1 });
      logger.fatal('down');
    },
    { colors: true },
  );
  expect(info).toBe('\u001b[2m03:04:05.006\u001b[0m \u001b[32mINFO \u001b[0m fine \u001b[2ma=\u001b[0m1');
  expect(fatal).toContain('\u001b[1;97;41mFATAL\u001b[0m');
});

test('a record is read back as it was written', async () => {
  const { logger, records } = await prettyHarness.make();
  logger.warn('two words', { a: 1 });
  expect(await records()).toMatchObject([{ level: 'warn', message: 'two words' }] satisfies Partial<LogRecord>[]);
});

test('whatever the fields are, a call begins one line, and what follows is indented', () => {
  const values = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSet: true,
  });
  const hostile = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(
      hostile,
      fc.dictionary(
        hostile,
        fc.oneof(
          values,
          hostile,
          hostile.map((text) => new Error(text)),
        ),
      ),
      (message, fields) => {
        const [first, ...rest] = lines((logger) => { logger.info(message, fields); }); // prettier-ignore
        expect(first).toMatch(/^03:04:05.006 INFO {2}/);
        for (const line of rest) expect(line).toMatch(/^ {4}/);
        for (const line of [first, ...rest]) expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      },
    ),
    { numRuns: 500 },
  );
});
