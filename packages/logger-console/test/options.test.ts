import { isInfraError, type InfraError } from '@infra/core';
import { expect, test } from 'vitest';
import { createConsoleLogger } from '../src/index.js';
import { createBuffer } from './harness.js';

/** As a caller from JavaScript, or a configuration file, has it. */
function failure(options: unknown): InfraError {
  try {
    Reflect.apply(createConsoleLogger, undefined, [options]);
  } catch (error) {
    if (isInfraError(error)) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

test.each([
  [{ level: 'verbose' }, "level is 'verbose'; allowed: trace, debug, info, warn, error, fatal, silent"],
  [{ level: 30 }, 'level is 30; allowed: trace'],
  [{ level: 'constructor' }, "level is 'constructor'"],
  [{ format: 'xml' }, "format is 'xml'; allowed: pretty, json, auto"],
  [{ colors: 'yes' }, "colors is 'yes'; allowed: true, false, auto"],
  [{ fields: 'service' }, "fields is 'service'; allowed: an object"],
  [{ redact: { keys: 'password' } }, "redact.keys is 'password'; allowed: a list of non-empty strings"],
  [{ redact: { keys: [''] } }, 'redact.keys'],
  [{ redact: { defaults: 'no' } }, 'redact.defaults'],
  [{ redact: { censor: 0 } }, 'redact.censor is 0'],
  [{ clock: {} }, 'clock is an object'],
  [{ context: {} }, 'context'],
  [{ destination: 'stdin' }, "destination is 'stdin'; allowed: stdout, stderr"],
  [{ destination: {} }, 'destination'],
  [{ onError: true }, 'onError is true; allowed: a function'],
])('%o is refused', (options, message) => {
  const error = failure(options);
  expect(error.code).toBe('validation');
  expect(error.message).toContain(message);
});

test('undefined stands for the default, everywhere', () => {
  const logger = createConsoleLogger({
    level: undefined,
    format: undefined,
    redact: undefined,
    destination: undefined,
  });
  expect(logger.level).toBe('info');
});

test('redact.keys are added to the default ones; without defaults they stand alone', () => {
  const line = (redact: object): unknown => {
    const buffer = createBuffer();
    createConsoleLogger({ destination: buffer, redact }).info('x', { pin: 1, password: 2 });
    return JSON.parse(buffer.text());
  };
  expect(line({ keys: ['pin'] })).toMatchObject({ pin: '[redacted]', password: '[redacted]' });
  expect(line({ keys: ['pin'], defaults: false, censor: '***' })).toMatchObject({ pin: '***', password: 2 });
  expect(line({ defaults: false })).toMatchObject({ pin: 1, password: 2 });
});
