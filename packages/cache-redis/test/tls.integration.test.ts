import { ok } from '@infra/core';
import { createTlsCertificates, startRedis } from '@tooling/servers';
import { expect, test } from 'vitest';
import { createRedisCache } from '../src/index.js';

const certificates = createTlsCertificates();
const { ca } = certificates;

test('TLS with an authority of one’s own works', async () => {
  await using server = await startRedis({ tls: { ca, key: certificates.key, cert: certificates.cert } });
  await using cache = createRedisCache({ url: server.url, connection: { tls: { ca } } });
  expect(await cache.set('k', 1)).toEqual(ok());
  expect(await cache.get('k')).toEqual(ok(1));
});

test('an unknown authority and a wrong host are refused, and trying again is not advised', async () => {
  await using server = await startRedis({ tls: { ca, key: certificates.key, cert: certificates.cert } });
  await using stranger = createRedisCache({ url: server.url });
  expect(await stranger.get('k')).toMatchObject({ ok: false, error: { code: 'unauthenticated', retryable: false } });

  const { key, cert } = certificates.wrongHost;
  await using impostor = await startRedis({ tls: { ca, key, cert } });
  await using cache = createRedisCache({ url: impostor.url, connection: { tls: { ca } } });
  const refused = await cache.get('k');
  expect(refused).toMatchObject({ ok: false, error: { code: 'unauthenticated', retryable: false } });
});

test('a wrong password is unauthenticated, and never shows', async () => {
  const secret = 'correct-horse-battery';
  await using server = await startRedis({ args: ['--requirepass', 'other'] });
  const url = server.url.replace('redis://', `redis://:${secret}@`);
  const reported: unknown[] = [];
  await using cache = createRedisCache({ url, onError: (error) => reported.push(error) });
  const refused = await cache.get('k');
  expect(refused).toMatchObject({ ok: false, error: { code: 'unauthenticated', retryable: false } });
  const { inspect } = await import('node:util');
  expect(inspect([refused, reported], { depth: 10, showHidden: true })).not.toContain(secret);
});
