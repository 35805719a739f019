import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { unwrap } from '@infra/core';
import { createTlsCertificates } from '@tooling/servers';
import { expect, test } from 'vitest';
import { createOtelTracer } from '../src/index.js';
import { startCollector } from './collector/index.js';

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PROGRAM = fileURLToPath(new URL('child-program.ts', import.meta.url));

/** What a process wrote that has ended by itself: one that does not is killed, and that is a rejection. */
async function ended(endpoint: string, deadlineMs: string): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '', TSX_TSCONFIG_PATH: `${ROOT}/tsconfig.json` };
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', TSX, PROGRAM, endpoint, deadlineMs], {
    env,
    timeout: 20_000,
  });
  return stdout.trim();
}

test('the process ends by itself after close(), and its spans have arrived', async () => {
  await using collector = await startCollector();
  expect(JSON.parse(await ended(collector.endpoint, '8000'))).toEqual({ ok: true, dropped: 0, inTime: true });
  expect(await collector.spans()).toHaveLength(600);
});

test('it ends with a collector that hangs, one that asks to wait, and none at all', async () => {
  await using collector = await startCollector();
  await collector.behave({ kind: 'hang' });
  expect(JSON.parse(await ended(collector.endpoint, '300'))).toEqual({ ok: false, dropped: 600, inTime: true });
  await collector.behave({ kind: 'refuse', status: 503, headers: { 'retry-after': '3600' } });
  expect(JSON.parse(await ended(collector.endpoint, '300'))).toEqual({ ok: false, dropped: 600, inTime: true });
  await collector.kill();
  expect(JSON.parse(await ended(collector.endpoint, '300'))).toEqual({ ok: false, dropped: 600, inTime: true });
  expect(await ended(collector.endpoint, 'leave')).toBe('');
});

test('TLS with an authority of its own works; without it, or with a wrong name, the collector is refused', async () => {
  const { ca, key, cert, wrongHost } = createTlsCertificates();
  await using collector = await startCollector({ tls: { key, cert } });
  await using impostor = await startCollector({ tls: wrongHost });
  const options = { endpoint: collector.endpoint, serviceName: 'tls' };
  const trusting = createOtelTracer({ ...options, ca });
  trusting.startSpan('s').end();
  unwrap(await trusting.close());
  for (const wrong of [options, { ...options, ca, endpoint: impostor.endpoint }]) {
    const strict = createOtelTracer(wrong);
    strict.startSpan('s').end();
    expect(await strict.close()).toMatchObject({ ok: false });
    expect(strict.droppedSpans).toBe(1);
  }
});
