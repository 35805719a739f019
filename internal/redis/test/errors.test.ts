import { InfraError } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { createRedisFailures } from '../src/errors.js';

const failure = (operation: string) =>
  new InfraError({ code: 'unavailable', message: 'test', provider: 'redis', operation });
const { fromRedis } = createRedisFailures('cache', { closed: failure, cancelled: failure });

function reply(message: string): Error {
  return Object.assign(new Error(message), { name: 'ReplyError', command: { name: 'set', args: ['k', 'a secret'] } });
}

function withCode(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

describe('the table', () => {
  test.each([
    [reply('WRONGTYPE Operation against a key'), 'conflict', false],
    [reply("OOM command not allowed when used memory > 'maxmemory'."), 'unavailable', true],
    [reply("READONLY You can't write against a read only replica."), 'unavailable', true],
    [reply('LOADING Redis is loading the dataset in memory'), 'unavailable', true],
    [reply('BUSY Redis is busy running a script.'), 'unavailable', true],
    [reply('NOAUTH Authentication required.'), 'unauthenticated', false],
    [reply('WRONGPASS invalid username-password pair'), 'unauthenticated', false],
    [reply('NOPERM this user has no permissions'), 'forbidden', false],
    [reply('MOVED 1234 127.0.0.1:7000'), 'unsupported', false],
    [reply('ERR max number of clients reached'), 'unavailable', true],
    [reply("ERR unknown command 'GETEX'"), 'unsupported', false],
    [reply('ERR something new'), 'internal', false],
    [withCode('ECONNREFUSED'), 'unavailable', true],
    [withCode('ENOTFOUND'), 'unavailable', true],
    [withCode('SELF_SIGNED_CERT_IN_CHAIN'), 'unauthenticated', false],
    [withCode('ERR_TLS_CERT_ALTNAME_INVALID'), 'unauthenticated', false],
    [new Error('Connection is closed.'), 'unavailable', true],
    [reply('CLUSTERDOWN The cluster is down'), 'unavailable', true],
    [new Error('None of startup nodes is available'), 'unavailable', true],
    [new Error('Failed to refresh slots cache.'), 'unavailable', true],
    [new Error("Cluster isn't ready and enableOfflineQueue options is false"), 'unavailable', true],
    [new Error('Too many Cluster redirections. Last error: Error: x'), 'unavailable', true],
    [new Error("Stream isn't writeable and enableOfflineQueue options is false"), 'unavailable', true],
    [new Error('Reached the max retries per request limit (which is 0).'), 'unavailable', true],
    [new TypeError('a bug'), 'internal', false],
    ['a string', 'internal', false],
    [undefined, 'internal', false],
  ])('%s → %s', (cause, code, retryable) => {
    expect(fromRedis('get', cause)).toMatchObject({ code, retryable, provider: 'redis', operation: 'cache.get' });
  });

  test('keeps the cause, without the arguments of the command', () => {
    const cause = reply('OOM');
    const error = fromRedis('set', cause);
    expect(error.cause).toBe(cause);
    expect(cause).toMatchObject({ command: { name: 'set' } });
    expect(JSON.stringify({ ...cause })).not.toContain('a secret');
  });
});
