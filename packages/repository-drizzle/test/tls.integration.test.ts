import { inspect } from 'node:util';
import { unwrap } from '@infra/core';
import { createTlsCertificates, startPostgres } from '@tooling/servers';
import { expect, test } from 'vitest';
import { createDrizzleDatabase } from '../src/index.js';

const certificates = createTlsCertificates();
const { ca } = certificates;

test('TLS with an authority of one’s own works; an unknown authority is refused', async () => {
  await using server = await startPostgres({ tls: certificates });
  await using database = createDrizzleDatabase({ url: server.url, connection: { ssl: { ca } } });
  expect(unwrap(await database.health()).status).toBe('up');
  await using stranger = createDrizzleDatabase({ url: server.url, connection: { ssl: true } });
  expect(await stranger.transaction(async () => ({ ok: true, value: 1 }))).toMatchObject({
    ok: false,
    error: { code: 'unauthenticated', retryable: false },
  });
});

test('a certificate for another host is refused', async () => {
  await using server = await startPostgres({ tls: certificates.wrongHost });
  await using database = createDrizzleDatabase({ url: server.url, connection: { ssl: { ca } } });
  expect(await database.transaction(async () => ({ ok: true, value: 1 }))).toMatchObject({
    ok: false,
    error: { code: 'unauthenticated', retryable: false },
  });
});

test('a wrong password is unauthenticated, and never shows', async () => {
  const secret = 'correct-horse-battery';
  await using server = await startPostgres();
  const url = new URL(server.url);
  url.password = secret;
  await using database = createDrizzleDatabase({ url: url.href });
  const refused = await database.transaction(async () => ({ ok: true, value: 1 }));
  expect(refused).toMatchObject({ ok: false, error: { code: 'unauthenticated', retryable: false } });
  expect(inspect(refused, { depth: 10, showHidden: true })).not.toContain(secret);
});
