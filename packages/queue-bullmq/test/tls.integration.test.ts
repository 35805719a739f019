import { ok, unwrap, type JobType } from '@infra/core';
import { createTlsCertificates, startRedis } from '@tooling/servers';
import { expect, test } from 'vitest';
import { createBullmqQueue } from '../src/index.js';

interface Jobs {
  readonly work: JobType;
}

const certificates = createTlsCertificates();
const { ca } = certificates;
const refusal = { ok: false, error: { code: 'unauthenticated', retryable: false } };

test('TLS with an authority of one’s own works: adding, working, and hearing of results', async () => {
  await using server = await startRedis({ tls: { ca, key: certificates.key, cert: certificates.cert } });
  await using queue = createBullmqQueue<Jobs>({ url: server.url, connection: { tls: { ca } }, name: 'tls' });
  unwrap(await queue.process({ work: async (payload) => ok(payload) }));
  const added = unwrap(await queue.add('work', 1));
  expect(await queue.result(added)).toEqual(ok(1));
});

test('an unknown authority and a wrong host are refused, and trying again is not advised', async () => {
  await using server = await startRedis({ tls: { ca, key: certificates.key, cert: certificates.cert } });
  await using stranger = createBullmqQueue<Jobs>({ url: server.url, name: 'tls' });
  expect(await stranger.add('work', 1)).toMatchObject(refusal);

  const { key, cert } = certificates.wrongHost;
  await using impostor = await startRedis({ tls: { ca, key, cert } });
  await using queue = createBullmqQueue<Jobs>({ url: impostor.url, connection: { tls: { ca } }, name: 'tls' });
  expect(await queue.add('work', 1)).toMatchObject(refusal);
  expect(await queue.process({ work: async (payload) => ok(payload) })).toMatchObject(refusal);
});

test('a wrong password is unauthenticated, and never shows', async () => {
  const secret = 'correct-horse-battery';
  await using server = await startRedis({ args: ['--requirepass', 'other'] });
  const url = server.url.replace('redis://', `redis://:${secret}@`);
  const reported: unknown[] = [];
  await using queue = createBullmqQueue<Jobs>({ url, name: 'auth', onError: (error) => reported.push(error) });
  const refused = await queue.add('work', 1);
  expect(refused).toMatchObject(refusal);
  const { inspect } = await import('node:util');
  expect(inspect([refused, reported], { depth: 10, showHidden: true })).not.toContain(secret);
});
