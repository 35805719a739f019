import { createTlsCertificates, startRedis } from '@tooling/servers';
import { expect, test } from 'vitest';
import { createRedisRateLimiter, type RedisRateLimiterOptions } from '../src/index.js';

const certificates = createTlsCertificates();
const { ca } = certificates;
const rate = { limit: 10, windowMs: 3_600_000, whenUnavailable: 'fail' } satisfies Partial<RedisRateLimiterOptions>;

test('TLS with an authority of one’s own works', async () => {
  await using server = await startRedis({ tls: { ca, key: certificates.key, cert: certificates.cert } });
  await using limiter = createRedisRateLimiter({ ...rate, url: server.url, connection: { tls: { ca } } });
  expect(await limiter.consume('k')).toMatchObject({ ok: true, value: { allowed: true, remaining: 9 } });
});

test('an unknown authority and a wrong host are refused, and trying again is not advised', async () => {
  await using server = await startRedis({ tls: { ca, key: certificates.key, cert: certificates.cert } });
  await using stranger = createRedisRateLimiter({ ...rate, url: server.url });
  const refusal = { ok: false, error: { code: 'unauthenticated', retryable: false } };
  expect(await stranger.consume('k')).toMatchObject(refusal);

  const { key, cert } = certificates.wrongHost;
  await using impostor = await startRedis({ tls: { ca, key, cert } });
  await using limiter = createRedisRateLimiter({ ...rate, url: impostor.url, connection: { tls: { ca } } });
  expect(await limiter.consume('k')).toMatchObject(refusal);
});
