import assert from 'node:assert/strict';
import type { Logger } from '@infra/core';
import type { ConformanceCase } from '../suite.js';
import type { LoggerHarness, LoggerHarnessOptions } from './harness.js';

const SECRET = 'hunter2-must-not-appear';

/** Logs something with a secret in it: the line arrives, the secret does not. */
async function hides(
  harness: LoggerHarness,
  what: string,
  log: (logger: Logger) => void,
  options?: LoggerHarnessOptions,
): Promise<void> {
  const { logger, records, raw } = await harness.make(options);
  log(logger);
  assert.notEqual((await records()).length, 0, `${what}: the line did not arrive`);
  assert.ok(!(await raw()).includes(SECRET), `${what}: the secret got out`);
}

/** The same for a value among the fields of a line and of a child. */
async function hidesField(harness: LoggerHarness, what: string, value: unknown): Promise<void> {
  await hides(harness, what, (logger) => {
    logger.info('line', { value });
  });
  await hides(harness, `${what} of a child`, (logger) => {
    logger.child({ value }).info('line');
  });
}

const DEFAULTS = ['password', 'secret', 'token', 'accessToken', 'refreshToken', 'authorization', 'apiKey', 'cookie'];
const MORE_DEFAULTS = [
  'setCookie',
  'creditCard',
  'cardNumber',
  'cvv',
  'ssn',
  'privateKey',
  'clientSecret',
  'connectionString',
];

export const redactionCases: readonly ConformanceCase<LoggerHarness>[] = [
  {
    name: 'secrets by common names are redacted without being asked for',
    async run(harness) {
      for (const key of [...DEFAULTS, ...MORE_DEFAULTS]) {
        await hides(harness, key, (logger) => {
          logger.info('line', { [key]: SECRET });
        });
        await hides(harness, `${key} of a child`, (logger) => {
          logger.child({ [key]: SECRET }).info('line');
        });
      }
    },
  },
  {
    name: 'a secret is found whatever the case of its key, with - and with _',
    async run(harness) {
      for (const key of ['apiKey', 'api_key', 'API-KEY', 'ApiKey', 'APIKEY', 'x-api-key', 'PASSWORD', 'Set-Cookie']) {
        await hidesField(harness, key, { [key]: SECRET });
      }
    },
  },
  {
    name: 'a secret is found at any depth, in arrays, Maps and Sets',
    async run(harness) {
      const planted = { password: SECRET };
      await hidesField(harness, 'nested objects', { a: { b: { c: { d: { e: { f: planted } } } } } });
      await hidesField(harness, 'arrays', [[['x', [planted]]], planted]);
      await hidesField(harness, 'a Map', new Map<unknown, unknown>([['password', SECRET], ['user', planted]])); // prettier-ignore
      await hidesField(harness, 'a Map with odd keys', new Map<unknown, unknown>([[1, planted], ['token', SECRET]])); // prettier-ignore
      await hidesField(harness, 'a Set', new Set([planted, [planted]]));
      await hidesField(harness, 'toJSON', { toJSON: () => ({ user: planted }) });
      await hidesField(harness, 'no prototype', Object.assign(Object.create(null) as object, planted));
    },
  },
  {
    name: 'a secret is hidden whole, whatever its type',
    async run(harness) {
      const secrets = [[SECRET], { value: SECRET }, new Error(SECRET), new Map([['x', SECRET]]), () => SECRET];
      for (const password of secrets) await hidesField(harness, 'a structured secret', { password });
    },
  },
  {
    name: 'a secret is found in an error, its causes and its parts',
    async run(harness) {
      const leaky = (): Error => Object.assign(new Error('x'), { config: { headers: { Authorization: SECRET } } });
      await hidesField(harness, 'a property of an error', leaky());
      await hidesField(harness, 'a cause', new Error('a', { cause: new Error('b', { cause: leaky() }) }));
      await hidesField(harness, 'a cause that is no error', new Error('a', { cause: { token: SECRET } }));
      await hidesField(harness, 'an AggregateError', new AggregateError([new Error('a'), leaky()], 'all'));
    },
  },
  {
    name: 'keys named by the user are redacted beside the default ones, and nothing else is',
    async run(harness) {
      const redactKeys = ['pinCode', 'nationalId'];
      const log = (logger: Logger): void => {
        logger.info('line', { PIN_CODE: SECRET, person: [{ 'national-id': SECRET }], password: SECRET, pin: 'shown' });
      };
      await hides(harness, 'keys of one’s own', log, { redactKeys });
      const { logger, records } = await harness.make({ redactKeys });
      log(logger);
      assert.equal((await records())[0]?.fields['pin'], 'shown');
    },
  },
  {
    name: 'a secret in the context is redacted',
    async run(harness) {
      const context = {
        capture: () => ({ token: SECRET, tenant: 't-1' }),
        run: <T>(_: unknown, work: () => T) => work(),
      };
      await hides(harness, 'the context', (logger) => logger.info('line'), { context });
    },
  },
  {
    name: 'the password of a URL is redacted, in the message, in fields and in errors',
    async run(harness) {
      const url = `redis://user:${SECRET}@cache.internal:6379/0`;
      await hides(harness, 'the message', (logger) => {
        logger.info(`connecting to ${url}`);
      });
      for (const scheme of ['http', 'https', 'HTTPS']) {
        await hidesField(harness, 'a token in place of the user', `clone ${scheme}://${SECRET}@git.internal/a.git`);
      }
      await hidesField(harness, 'a string', url);
      await hidesField(harness, 'a URL', new URL(url));
      await hidesField(harness, 'an error', new Error(`no answer from ${url}`, { cause: new Error(url) }));
    },
  },
];
