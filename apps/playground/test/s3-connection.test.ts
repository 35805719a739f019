import { describe, expect, test } from 'vitest';
import { describeS3, s3ConnectionIn } from '../src/providers/s3-connection.js';

const own = { S3_ENDPOINT: 'https://s3.example.com:9000', S3_BUCKET: 'files' };
const keys = { S3_ACCESS_KEY_ID: 'AKIA', S3_SECRET_ACCESS_KEY: 'hunter2' };

describe("somebody's own S3", () => {
  test('is what the environment says', () => {
    expect(s3ConnectionIn({})).toBeUndefined();
    expect(s3ConnectionIn({ S3_ENDPOINT: '', S3_BUCKET: '' })).toBeUndefined();
    const connection = s3ConnectionIn({ ...own, ...keys, S3_REGION: 'eu-central-1' });
    expect(connection).toEqual({
      endpoint: own.S3_ENDPOINT,
      bucket: 'files',
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKIA', secretAccessKey: 'hunter2' },
    });
    expect(s3ConnectionIn({ S3_BUCKET: 'files' })).not.toHaveProperty('credentials');
  });

  test('is described without keys', () => {
    const connection = s3ConnectionIn({ ...own, ...keys }) ?? { bucket: '' };
    expect(describeS3(connection)).toBe('the bucket "files" at s3.example.com:9000');
    expect(describeS3({ bucket: 'files' })).toBe(`the bucket "files" at Amazon's S3`);
  });

  test.each([
    [{ S3_ENDPOINT: own.S3_ENDPOINT }, 'S3_ENDPOINT is set and S3_BUCKET is not: name the bucket to use'],
    [{ ...own, S3_ENDPOINT: 'hunter2' }, 'S3_ENDPOINT is no http or https address'],
    [{ ...own, S3_ENDPOINT: 'ftp://hunter2' }, 'S3_ENDPOINT is no http or https address'],
    [
      { ...own, S3_ENDPOINT: 'https://a:hunter2@s3' },
      'S3_ENDPOINT is an address only: keys go into S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY',
    ],
    [
      { ...own, S3_SECRET_ACCESS_KEY: 'hunter2' },
      'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY belong together: set both, or none',
    ],
  ])('half of it is refused, without a secret in what is said: %j', (env, message) => {
    expect(() => s3ConnectionIn(env)).toThrow(new Error(message));
  });
});
