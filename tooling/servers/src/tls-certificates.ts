import { randomBytes } from 'node:crypto';
import { isIPv4 } from 'node:net';
import forge from 'node-forge';

/** A private key and its certificate, PEM. */
export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
}

/** TLS material for tests, PEM, valid from yesterday on for 30 days; new keys (RSA 2048) with every call. */
export interface TlsCertificates extends TlsIdentity {
  /** The certificate of the authority that signed both others; nobody else knows it. */
  readonly ca: string;
  /** For `wrong.example` only, so that a client which checks names refuses it on 127.0.0.1. */
  readonly wrongHost: TlsIdentity;
}

interface Authority {
  readonly name: string;
  readonly keys: forge.pki.rsa.KeyPair;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Makes a certificate for 127.0.0.1 and localhost, signed by an authority of its own, and one for a wrong host.
 * By a library, because Node signs but makes no certificates, and a fresh machine may have no `openssl` program.
 */
export function createTlsCertificates(): TlsCertificates {
  const authority: Authority = { name: `Test authority ${randomBytes(4).toString('hex')}`, keys: newKeys() };
  const ca = certificate(authority, authority.name, authority.keys.publicKey, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  return { ca, ...identity(authority, ['localhost', '127.0.0.1']), wrongHost: identity(authority, ['wrong.example']) };
}

function identity(authority: Authority, hosts: readonly [string, ...string[]]): TlsIdentity {
  const keys = newKeys();
  const altNames = hosts.map((host) => (isIPv4(host) ? { type: 7, ip: host } : { type: 2, value: host }));
  const cert = certificate(authority, hosts[0], keys.publicKey, [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    // Both ends, so that the same identity serves where clients need a certificate as well.
    { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
    { name: 'subjectAltName', altNames },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: keyId(authority.keys.publicKey) },
  ]);
  return { key: forge.pki.privateKeyToPem(keys.privateKey), cert };
}

function certificate(
  issuer: Authority,
  subject: string,
  publicKey: forge.pki.rsa.PublicKey,
  extensions: readonly object[],
): string {
  const made = forge.pki.createCertificate();
  made.publicKey = publicKey;
  // A first byte of 0x40: positive, and without a leading zero.
  made.serialNumber = `40${randomBytes(15).toString('hex')}`;
  made.validity.notBefore = new Date(Date.now() - DAY_MS);
  made.validity.notAfter = new Date(Date.now() + 29 * DAY_MS);
  made.setSubject([{ name: 'commonName', value: subject }]);
  made.setIssuer([{ name: 'commonName', value: issuer.name }]);
  made.setExtensions([...extensions]);
  made.sign(issuer.keys.privateKey, forge.md.sha256.create());
  return forge.pki.certificateToPem(made);
}

function keyId(publicKey: forge.pki.rsa.PublicKey): string {
  return forge.pki.getPublicKeyFingerprint(publicKey, { md: forge.md.sha1.create(), encoding: 'binary' });
}

function newKeys(): forge.pki.rsa.KeyPair {
  return forge.pki.rsa.generateKeyPair(2048);
}
