import { inspect } from 'node:util';
import { createTlsCertificates, startS3 } from '@tooling/servers';
import { expect, test } from 'vitest';
import { createS3Storage } from '../src/index.js';

const certificates = createTlsCertificates();
const { ca, key, cert } = certificates;

test('TLS with an authority of one’s own works', async () => {
  await using server = await startS3({ tls: { key, cert } });
  const { endpoint, credentials, region } = server;
  await using storage = createS3Storage({ endpoint, credentials, region, bucket: 'tls-bucket', tls: { ca: [ca] } });
  expect((await storage.buckets.create('tls-bucket')).ok).toBe(true);
  expect((await storage.put('k', 'hello')).ok).toBe(true);
  const found = await storage.get('k');
  expect(found.ok && Buffer.from(found.value?.bytes ?? []).toString()).toBe('hello');
});

test('an unknown authority and a wrong host are refused, and trying again is not advised', async () => {
  await using server = await startS3({ tls: { key, cert } });
  const { credentials } = server;
  await using stranger = createS3Storage({ endpoint: server.endpoint, credentials, bucket: 'tls-bucket' });
  expect(await stranger.stat('k')).toMatchObject({ ok: false, error: { code: 'unauthenticated', retryable: false } });

  await using impostor = await startS3({ tls: certificates.wrongHost });
  await using storage = createS3Storage({
    endpoint: impostor.endpoint,
    credentials,
    bucket: 'tls-bucket',
    tls: { ca },
  });
  expect(await storage.stat('k')).toMatchObject({ ok: false, error: { code: 'unauthenticated', retryable: false } });
  expect(await storage.put('k', 'v')).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
});

test('wrong credentials are unauthenticated, and neither they nor a signature ever show', async () => {
  await using server = await startS3();
  const { endpoint, region, credentials } = server;
  const secretAccessKey = 'correct-horse-battery';
  const open = (accessKeyId: string) =>
    createS3Storage({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, bucket: 'a-bucket' });
  for (const accessKeyId of [credentials.accessKeyId, 'UNKNOWNKEY']) {
    await using storage = open(accessKeyId);
    const refused = await Promise.all([
      storage.get('k'),
      storage.list(),
      storage.put('k', 'v'),
      storage.deleteMany(['k']),
    ]);
    for (const result of refused) {
      expect(result).toMatchObject({ ok: false, error: { code: 'unauthenticated', retryable: false } });
    }
    const shown = inspect(refused, { depth: 20, showHidden: true });
    expect(shown).not.toContain(secretAccessKey);
    expect(shown).not.toMatch(/Signature=|[\da-f]{64}/);
  }
});
