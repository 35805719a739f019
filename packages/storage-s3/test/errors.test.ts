import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { fromS3 } from '../src/errors.js';

/** What the SDK throws for an answer of the server's: the fields of the XML become its own. */
function answer(name: string, status: number, more: object = {}, headers: Record<string, string> = {}): Error {
  const error = Object.assign(new Error(`message of ${name}`), { name, $metadata: { httpStatusCode: status } }, more);
  const $response = { headers, body: { req: { headers: { authorization: 'AWS4 Signature=secret-1' } } } };
  return Object.defineProperty(error, '$response', { value: $response, enumerable: false, configurable: false });
}

function withCode(code: string, name = 'Error'): Error {
  return Object.assign(new Error(code), { code, name });
}

describe('the table', () => {
  test.each([
    [answer('AccessDenied', 403), 'forbidden', false],
    [answer('InvalidAccessKeyId', 403), 'unauthenticated', false],
    [answer('SignatureDoesNotMatch', 403), 'unauthenticated', false],
    [answer('ExpiredToken', 400), 'unauthenticated', false],
    [answer('RequestTimeTooSkewed', 403), 'unauthenticated', false],
    [withCode('', 'CredentialsProviderError'), 'unauthenticated', false],
    [answer('NoSuchKey', 404), 'not_found', false],
    [answer('NoSuchBucket', 404), 'not_found', false],
    [answer('PreconditionFailed', 412), 'conflict', false],
    [answer('BucketAlreadyExists', 409), 'conflict', false],
    [answer('BucketAlreadyOwnedByYou', 409), 'conflict', false],
    [answer('BucketNotEmpty', 409), 'conflict', false],
    [answer('ConditionalRequestConflict', 409), 'unavailable', true],
    [answer('SlowDown', 503), 'rate_limited', true],
    [answer('TooManyRequests', 429), 'rate_limited', true],
    [answer('InternalError', 500), 'unavailable', true],
    [answer('ServiceUnavailable', 503), 'unavailable', true],
    [answer('RequestTimeout', 400), 'timeout', true],
    [answer('EntityTooLarge', 400), 'validation', false],
    [answer('MetadataTooLarge', 400), 'validation', false],
    [answer('InvalidArgument', 400), 'validation', false],
    [answer('PermanentRedirect', 301), 'validation', false],
    [answer('AuthorizationHeaderMalformed', 400), 'validation', false],
    [answer('NotImplemented', 501), 'unsupported', false],
    // To a HEAD there is no body that would name it.
    [answer('Unknown', 403), 'forbidden', false],
    [answer('403', 403), 'forbidden', false],
    [answer('NotFound', 404), 'not_found', false],
    [answer('constructor', 502), 'unavailable', true],
    [answer('Something new', 409), 'conflict', false],
    [withCode('ECONNREFUSED'), 'unavailable', true],
    // The SDK's own name for it.
    [withCode('ECONNRESET', 'TimeoutError'), 'unavailable', true],
    [withCode('ENOTFOUND'), 'unavailable', true],
    [new Error('aborted'), 'unavailable', true],
    [withCode('', 'TimeoutError'), 'timeout', true],
    [withCode('SELF_SIGNED_CERT_IN_CHAIN'), 'unauthenticated', false],
    [withCode('ERR_TLS_CERT_ALTNAME_INVALID'), 'unauthenticated', false],
    [new Error('Region is missing'), 'validation', false],
    [new TypeError('a bug'), 'internal', false],
    ['a string', 'internal', false],
    [undefined, 'internal', false],
  ])('%s → %s', (cause, code, retryable) => {
    const subject = { bucket: 'a-bucket', key: 'a key' };
    const error = fromS3('get', cause, subject);
    expect(error).toMatchObject({ code, retryable, provider: 's3', operation: 'storage.get' });
    expect(fromS3('get', cause)).toMatchObject({ code, retryable });
  });

  test('names what is missing or in the way', () => {
    expect(fromS3('get', answer('NoSuchBucket', 404), { bucket: 'b-1' }).message).toContain('"b-1"');
    expect(fromS3('copy', answer('NoSuchKey', 404), { key: 'k-1' }).message).toContain('"k-1"');
    expect(fromS3('put', answer('PreconditionFailed', 412), { key: 'k-1' }).message).toContain('ifNoneMatch');
  });

  test('Retry-After, in seconds or as a date', () => {
    expect(fromS3('get', answer('SlowDown', 503, {}, { 'retry-after': '7' })).retryAfterMs).toBe(7_000);
    const date = new Date(Date.now() + 60_000).toUTCString();
    const ms = fromS3('get', answer('SlowDown', 503, {}, { 'retry-after': date })).retryAfterMs;
    expect(ms).toBeGreaterThan(50_000);
    expect(ms).toBeLessThanOrEqual(60_000);
    expect(fromS3('get', answer('SlowDown', 503)).retryAfterMs).toBeUndefined();
    expect(fromS3('get', answer('SlowDown', 503, {}, { 'retry-after': 'soon' })).retryAfterMs).toBeUndefined();
  });

  test('keeps the cause, without signatures, keys and the request that it came from', () => {
    const cause = answer('SignatureDoesNotMatch', 403, {
      AWSAccessKeyId: 'secret-2',
      SignatureProvided: 'secret-3',
      StringToSign: 'secret-4',
      CanonicalRequest: 'secret-5',
    });
    const error = fromS3('get', cause);
    expect(error.cause).toMatchObject({ name: cause.name, message: cause.message, stack: cause.stack });
    expect(error.cause).toMatchObject({ $metadata: { httpStatusCode: 403 } });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('secret');
  });

  test('an InfraError stays what it is', () => {
    const error = fromS3('get', new Error('first'));
    expect(fromS3('put', error)).toBe(error);
  });
});
