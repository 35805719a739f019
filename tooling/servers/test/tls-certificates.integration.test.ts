import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { expect, test } from 'vitest';
import { createTlsCertificates } from '../src/index.js';
import { listenOnLoopback } from '../src/free-port.js';

const material = createTlsCertificates();

test('the certificates say what they are for, and the authority signed them', () => {
  const [ca, cert, wrong] = [material.ca, material.cert, material.wrongHost.cert].map(
    (pem) => new X509Certificate(pem),
  );
  expect(ca?.ca).toBe(true);
  expect([cert?.ca, wrong?.ca]).toEqual([false, false]);
  expect(cert?.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
  expect(wrong?.subjectAltName).toBe('DNS:wrong.example');
  expect(wrong?.checkIP('127.0.0.1')).toBeUndefined();
  for (const one of [ca, cert, wrong]) {
    expect(ca !== undefined && one?.checkIssued(ca) === true && one.verify(ca.publicKey)).toBe(true);
    expect(new Date(one?.validFrom ?? 0).getTime()).toBeLessThan(Date.now());
    expect(new Date(one?.validTo ?? 0).getTime()).toBeGreaterThan(Date.now() + 24 * 60 * 60 * 1000);
  }
});

test('every call makes an authority of its own', () => {
  const other = createTlsCertificates();
  expect(other.ca).not.toBe(material.ca);
  expect(new X509Certificate(other.cert).checkIssued(new X509Certificate(material.ca))).toBe(false);
});

test.each([
  { name: 'a client that knows the authority is served, by address', host: '127.0.0.1', servername: '' },
  { name: 'a client that knows the authority is served, by name', host: '127.0.0.1', servername: 'localhost' },
])('$name', async ({ host, servername }) => {
  expect(await handshake({ host, servername, ca: material.ca }, material)).toBe('authorised');
});

test('a client that does not know the authority, or asks for another host, refuses', async () => {
  expect(await handshake({ host: '127.0.0.1' }, material)).toMatch(/UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED/);
  expect(await handshake({ host: '127.0.0.1', ca: material.ca }, material.wrongHost)).toBe(
    'ERR_TLS_CERT_ALTNAME_INVALID',
  );
  expect(await handshake({ host: '127.0.0.1', ca: createTlsCertificates().ca }, material)).not.toBe('authorised');
});

async function handshake(
  client: { host: string; servername?: string; ca?: string },
  identity: { key: string; cert: string },
): Promise<string> {
  const server = createServer({ key: identity.key, cert: identity.cert });
  server.on('tlsClientError', () => undefined);
  const socket = connect({ ...client, port: await listenOnLoopback(server) });
  try {
    await once(socket, 'secureConnect');
    return socket.authorized ? 'authorised' : 'not authorised';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  } finally {
    socket.destroy();
    server.close();
    await once(server, 'close');
  }
}

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

test.runIf(hasOpenssl)('openssl accepts them by its strictest rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tls-test-'));
  try {
    writeFileSync(join(folder, 'ca.pem'), material.ca);
    writeFileSync(join(folder, 'cert.pem'), material.cert);
    const check = ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_ip', '127.0.0.1'];
    const told = execFileSync('openssl', [...check, '-CAfile', 'ca.pem', 'cert.pem'], { cwd: folder });
    expect(String(told)).toContain('cert.pem: OK');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
