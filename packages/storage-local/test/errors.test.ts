import { InfraError } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { errors, fromFileSystem } from '../src/errors.js';

function errno(code: string): Error {
  return Object.assign(new Error(`${code}: it failed, open '/var/data/secret-place'`), { code });
}

describe('the table of errors', () => {
  test.each([
    ['ENOSPC', 'unavailable', true],
    ['EDQUOT', 'unavailable', true],
    ['EACCES', 'forbidden', false],
    ['EPERM', 'forbidden', false],
    ['EROFS', 'unavailable', false],
    ['EMFILE', 'unavailable', true],
    ['ENFILE', 'unavailable', true],
    ['ENAMETOOLONG', 'validation', false],
    ['EFBIG', 'validation', false],
    ['EIO', 'unavailable', true],
    ['ESTALE', 'unavailable', true],
    ['ETIMEDOUT', 'timeout', true],
    ['EISDIR', 'conflict', false],
    ['ENOTDIR', 'conflict', false],
    ['EXDEV', 'unsupported', false],
    ['EWHATEVER', 'internal', false],
  ])('%s is %s', (code, expected, retryable) => {
    const cause = errno(code);
    const error = fromFileSystem('put', cause);
    expect([error.code, error.retryable, error.operation]).toEqual([expected, retryable, 'storage.put']);
    expect(error.cause).toBe(cause);
    expect(error.message).toContain(code);
    expect(error.message).not.toContain('secret-place');
  });

  test('what is an InfraError stays what it is; anything else is internal', () => {
    const error = errors.closed('put');
    expect(fromFileSystem('put', error)).toBe(error);
    expect(fromFileSystem('put', 'a text')).toBeInstanceOf(InfraError);
    expect(fromFileSystem('put', 'a text').code).toBe('internal');
  });
});
