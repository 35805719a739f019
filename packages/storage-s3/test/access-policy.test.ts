import { describe, expect, test } from 'vitest';
import { allowsPublicRead, withoutPublicRead, withPublicRead } from '../src/access-policy.js';

const other = {
  Sid: 'Mine',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:DeleteObject',
  Resource: 'arn:aws:s3:::b-1/*',
};
const publicRead = {
  Effect: 'Allow',
  Principal: { AWS: ['*'] },
  Action: ['s3:GetObject'],
  Resource: ['arn:aws:s3:::b-1/*'],
};

const policy = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const statements = (text: string | undefined): unknown[] =>
  (JSON.parse(text ?? '{"Statement":[]}') as { readonly Statement: unknown[] }).Statement;

describe('public reading', () => {
  test.each([
    [undefined, false],
    [policy(), false],
    [policy(other), false],
    [policy(other, publicRead), true],
    [JSON.stringify({ Statement: { ...publicRead, Principal: '*', Action: 's3:*' } }), true],
    [policy({ ...publicRead, Principal: { AWS: 'arn:aws:iam::1:root' } }), false],
    [policy({ ...publicRead, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }), false],
    [policy({ ...publicRead, Action: 's3:ListBucket' }), false],
    [policy({ ...publicRead, Resource: 'arn:aws:s3:::b-1/logo.png' }), false],
  ])('%s → %s', (text, isPublic) => {
    expect(allowsPublicRead(text)).toBe(isPublic);
  });

  test('is added once, and taken away with nothing else', () => {
    const once = withPublicRead(policy(other), 'b-1', 'eu-central-1');
    expect(statements(once)).toEqual([
      other,
      expect.objectContaining({ Sid: 'PublicRead', Resource: 'arn:aws:s3:::b-1/*' }),
    ]);
    expect(withPublicRead(once, 'b-1', 'eu-central-1')).toBe(once);
    expect(statements(withoutPublicRead(once))).toEqual([other]);
    expect(withoutPublicRead(withPublicRead(undefined, 'b-1', 'eu-central-1'))).toBeUndefined();
  });

  test('names the partition of its region', () => {
    expect(withPublicRead(undefined, 'b-1', 'cn-north-1')).toContain('arn:aws-cn:s3:::b-1/*');
    expect(withPublicRead(undefined, 'b-1', 'us-gov-west-1')).toContain('arn:aws-us-gov:s3:::b-1/*');
  });
});
