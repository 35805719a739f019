import { describe, expect, test } from 'vitest';
import { createRedactor, DEFAULT_REDACT_KEYS } from '../src/index.js';

const SECRET = 'hunter2';
const redact = createRedactor();
const json = (value: unknown): string => JSON.stringify(redact(value));

describe('by key', () => {
  test.each(DEFAULT_REDACT_KEYS)('%s is secret by default', (key) => {
    expect(redact({ [key]: SECRET })).toEqual({ [key]: '[redacted]' });
  });

  test.each(['apiKey', 'api_key', 'API-KEY', 'APIKEY', 'Api_-Key'])('%s is the same key as apiKey', (key) => {
    expect(redact({ [key]: SECRET })).toEqual({ [key]: '[redacted]' });
  });

  test.each(['tokenCount', 'passwordless', 'secretary', 'keys'])('%s is not secret', (key) => {
    expect(redact({ [key]: 'fine' })).toEqual({ [key]: 'fine' });
  });

  test('at any depth, in arrays, Maps and Sets', () => {
    const planted = {
      list: [[{ password: SECRET }]],
      map: new Map<unknown, unknown>([['user', { token: { value: SECRET } }]]),
      pairs: new Map<unknown, unknown>([
        [1, 'one'],
        ['password', SECRET],
        [{ cookie: SECRET }, 'by object'],
      ]),
      set: new Set([{ deeper: { Authorization: `Bearer ${SECRET}` } }]),
    };
    expect(json(planted)).not.toContain(SECRET);
    expect(redact(planted)).toEqual({
      list: [[{ password: '[redacted]' }]],
      map: { user: { token: '[redacted]' } },
      pairs: [
        [1, 'one'],
        ['password', '[redacted]'],
        [{ cookie: '[redacted]' }, 'by object'],
      ],
      set: [{ deeper: { Authorization: '[redacted]' } }],
    });
  });

  test('in the properties, causes and errors of an Error', () => {
    const root = Object.assign(new Error('root'), { config: { headers: { authorization: SECRET } } });
    const middle = new AggregateError([Object.assign(new Error('part'), { token: SECRET })], 'middle', { cause: root });
    expect(json({ error: new Error('outer', { cause: middle }) })).not.toContain(SECRET);
  });

  test('the value under a secret key is not even read', () => {
    let reads = 0;
    const value = {
      get password() {
        reads += 1;
        return SECRET;
      },
    };
    expect(redact(value)).toEqual({ password: '[redacted]' });
    expect(reads).toBe(0);
  });

  test('own keys replace the default ones, and an own censor the default one', () => {
    const own = createRedactor({ keys: ['pin'], censor: '***' });
    expect(own({ PIN: 1234, password: 'shown', url: 'redis://u:p@h' })).toEqual({
      PIN: '***',
      password: 'shown',
      url: 'redis://u:***@h',
    });
  });
});

describe('in URLs', () => {
  test.each([
    ['redis://user:hunter2@host:6379/0', 'redis://user:[redacted]@host:6379/0'],
    ['redis://:hunter2@host', 'redis://:[redacted]@host'],
    [
      'failed: postgres://a:hunter2@h/db, then amqp://b:hunter2@h',
      'failed: postgres://a:[redacted]@h/db, then amqp://b:[redacted]@h',
    ],
    ['mongodb://user:hunt@er2@host', 'mongodb://user:[redacted]@host'],
    ['postgres://me@server:hunter2@host', 'postgres://me@server:[redacted]@host'],
    ['https://hunter2@host/repo.git', 'https://[redacted]@host/repo.git'],
    ['ssh://git@host/repo.git', 'ssh://git@host/repo.git'],
    ['http://localhost:3000/@scope/name?mail=a@b.c', 'http://localhost:3000/@scope/name?mail=a@b.c'],
    ['a plain a@b.c and http://host', 'a plain a@b.c and http://host'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test('a replacement pattern in the censor is taken literally', () => {
    expect(createRedactor({ censor: '$1$&' })('redis://user:hunter2@host')).toBe('redis://user:$1$&@host');
  });

  test('a password that straddles the cut does not stay in half', () => {
    const text = `${'x'.repeat(131_072 - 20)} redis://user:${SECRET.repeat(10)}@host and more`;
    expect(redact(text)).not.toContain('hunter');
  });

  test('the time is linear in hostile texts', () => {
    const started = performance.now();
    redact(['://', '://a:', 'a://@', '@:/', 'http://'].map((part) => part.repeat(131_072 / part.length)));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
