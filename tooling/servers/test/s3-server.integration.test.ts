import { get } from 'node:https';
import { describe, expect, test } from 'vitest';
import { createTlsCertificates, startS3 } from '../src/index.js';
import { isRunning, listens } from './support/processes.js';

/** The code of the error that an anonymous request is answered with. */
async function codeOf(url: string, init: RequestInit = {}): Promise<string> {
  const answer = await fetch(url, { ...init, headers: { connection: 'close' } });
  return /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1] ?? String(answer.status);
}

describe.each(['spec', 's3rver'] as const)('a private S3, %s', (engine) => {
  test('answers on loopback only, and says what it is', async () => {
    await using server = await startS3({ engine });
    expect(server.endpoint).toBe(`http://127.0.0.1:${server.port}`);
    expect(isRunning(server.pid)).toBe(true);
    expect(server.description).toMatch(/private/);
    expect(await codeOf(`${server.endpoint}/no-such-bucket/k`)).toBe('NoSuchBucket');
  });

  test('killed it is gone; restarted it is back on the same port with another pid', async () => {
    await using server = await startS3({ engine });
    const { pid, port } = server;
    await server.kill();
    expect(isRunning(pid)).toBe(false);
    expect(await listens(port)).toBe(false);
    expect(() => server.pause()).toThrow('not running');
    await server.restart();
    expect(server.port).toBe(port);
    expect(server.pid).not.toBe(pid);
    expect(await listens(port)).toBe(true);
  });

  test('close() ends it, and is idempotent and final', async () => {
    const server = await startS3({ engine });
    const { pid } = server;
    await server.close();
    await server.close();
    expect(isRunning(pid)).toBe(false);
    await expect(server.restart()).rejects.toThrow('closed');
  });

  test('serves TLS, with the certificate that it was given', async () => {
    const { ca, key, cert } = createTlsCertificates();
    await using server = await startS3({ engine, tls: { key, cert } });
    const status = await new Promise((resolve, reject) => {
      get(`${server.endpoint}/no-such-bucket/k`, { ca, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
    expect(status).toBe(404);
  });
});

test('nobody does anything without a signature', async () => {
  await using server = await startS3();
  const { endpoint } = server;
  expect(await codeOf(endpoint)).toBe('AccessDenied');
  expect(await codeOf(`${endpoint}/a-bucket`, { method: 'PUT' })).toBe('AccessDenied');
  expect(await codeOf(`${endpoint}/a-bucket/k`, { method: 'PUT', body: 'x' })).toBe('NoSuchBucket');
  expect(await codeOf(`${endpoint}/a-bucket/%ff`)).toBe('InvalidArgument');
  expect(await codeOf(`${endpoint}/${'k'.repeat(20)}/${'k'.repeat(1_025)}`)).toBe('KeyTooLongError');
});
