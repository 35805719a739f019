import { S3Client } from '@aws-sdk/client-s3';
import { unwrap } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { createS3Storage, type S3StorageOptions } from '../src/index.js';

function problemOf(options: Partial<S3StorageOptions>): unknown {
  try {
    createS3Storage({ bucket: 'a-bucket', ...options });
  } catch (error) {
    return error;
  }
  return undefined;
}

const client = new S3Client({ region: 'eu-central-1' });

describe('options that make no sense are refused when the storage is made', () => {
  test.each<readonly [string, Partial<S3StorageOptions>, RegExp]>([
    ['no bucket', { bucket: '' }, /bucket name/],
    ['a bucket in capitals', { bucket: 'Bucket' }, /"Bucket"/],
    ['an endpoint that is no URL', { endpoint: 'hunter2' }, /endpoint.*https/],
    ['an endpoint of another kind', { endpoint: 'ftp://hunter2' }, /endpoint.*https/],
    ['an endpoint with a password', { endpoint: 'https://me:hunter2@host' }, /without credentials/],
    ['an address that is no URL', { publicBaseUrl: 'cdn/{bucket}' }, /publicBaseUrl/],
    ['a time-out of 0', { timeoutMs: 0 }, /timeoutMs.* 0\./],
    ['a time-out of NaN', { timeoutMs: Number.NaN }, /timeoutMs.*NaN/],
    ['parts below what S3 takes', { partBytes: 1024 }, /partBytes.*5242880.*1024/],
    ['parts above what S3 takes', { partBytes: 6 * 1024 ** 3 }, /partBytes/],
    ['no part at a time', { concurrency: 0 }, /concurrency/],
    ['half a part at a time', { concurrency: 1.5 }, /concurrency/],
    ['a policy that makes no sense', { policy: { maxBytes: -1 } }, /maxBytes/],
    ['TLS without TLS', { endpoint: 'http://127.0.0.1', tls: { ca: 'pem' } }, /https/],
    ['a client beside an endpoint', { client, endpoint: 'https://host' }, /either a client or endpoint/],
    [
      'a client beside credentials',
      { client, credentials: { accessKeyId: 'a', secretAccessKey: 'hunter2' } },
      /client/,
    ],
  ])('%s', (_name, options, message) => {
    const error = problemOf(options);
    expect(error).toMatchObject({ code: 'validation', provider: 's3', operation: 'storage.create' });
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain('hunter2');
  });
});

test('the SDK’s own retries are off', async () => {
  const storage = createS3Storage({ bucket: 'a-bucket', region: 'eu-central-1' });
  expect(await storage.native.config.maxAttempts()).toBe(1);
  unwrap(await storage.close());
});

describe('the address of a public object', () => {
  const endpoint = 'https://s3.example.com/base/';
  test.each<readonly [Partial<S3StorageOptions>, string]>([
    [{ region: 'eu-central-1' }, 'https://a-bucket.s3.eu-central-1.amazonaws.com/a%20b/%C3%BC%28%29'],
    [{ region: 'cn-north-1' }, 'https://a-bucket.s3.cn-north-1.amazonaws.com.cn/a%20b/%C3%BC%28%29'],
    [
      { region: 'eu-central-1', forcePathStyle: true },
      'https://s3.eu-central-1.amazonaws.com/a-bucket/a%20b/%C3%BC%28%29',
    ],
    [{ endpoint }, 'https://s3.example.com/base/a-bucket/a%20b/%C3%BC%28%29'],
    [{ endpoint, forcePathStyle: false }, 'https://a-bucket.s3.example.com/base/a%20b/%C3%BC%28%29'],
    [{ publicBaseUrl: 'https://cdn.example.com/' }, 'https://cdn.example.com/a%20b/%C3%BC%28%29'],
    [{ publicBaseUrl: 'https://{bucket}.cdn.example.com' }, 'https://a-bucket.cdn.example.com/a%20b/%C3%BC%28%29'],
    [{ client, publicBaseUrl: 'https://cdn.example.com' }, 'https://cdn.example.com/a%20b/%C3%BC%28%29'],
  ])('%o', (options, url) => {
    expect(createS3Storage({ bucket: 'a-bucket', ...options }).publicUrl('a b/ü()')).toBe(url);
  });

  test('of another bucket, and where it is not known', () => {
    const storage = createS3Storage({ bucket: 'a-bucket', endpoint, publicBaseUrl: 'https://cdn.example.com' });
    expect(storage.bucket('other').publicUrl?.('k')).toBe('https://s3.example.com/base/other/k');
    const unknown = createS3Storage({ bucket: 'a-bucket', client });
    expect(() => unknown.publicUrl('k')).toThrow(/publicBaseUrl/);
  });
});
