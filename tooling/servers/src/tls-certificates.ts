import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { bitString, integer, octetString, oid, sequence, setOfOne, tagged, text, time, yes } from './der.js';

/** A private key and its certificate, PEM. */
export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
}

/** TLS material for tests, PEM, valid from yesterday on for 30 days; new keys (P-256) with every call. */
export interface TlsCertificates extends TlsIdentity {
  /** The certificate of the authority that signed both others; nobody else knows it. */
  readonly ca: string;
  /** For `wrong.example` only, so that a client which checks names refuses it on 127.0.0.1. */
  readonly wrongHost: TlsIdentity;
}

interface Issuer {
  readonly name: string;
  readonly key: KeyObject;
  readonly publicKey: KeyObject;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));

/**
 * Makes a certificate for 127.0.0.1 and localhost, signed by an authority of its own, and one for a wrong host.
 * Node signs but has no function for certificates, and a fresh machine may have no `openssl` program: hence by hand.
 */
export function createTlsCertificates(): TlsCertificates {
  const authority: Issuer = { name: `Test authority ${randomBytes(4).toString('hex')}`, ...newKeys() };
  const ca = certificate(authority, authority.name, authority.publicKey, [
    // No path length limit is needed; what counts is that it may sign certificates at all.
    extension('2.5.29.19', sequence(yes()), true),
    extension('2.5.29.15', bitString(Buffer.from([0b0000_0110]), 1), true),
  ]);
  return { ca, ...identity(authority, ['localhost', '127.0.0.1']), wrongHost: identity(authority, ['wrong.example']) };
}

function identity(authority: Issuer, hosts: readonly [string, ...string[]]): TlsIdentity {
  const { key, publicKey } = newKeys();
  const names = hosts.map((host) =>
    isIPv4(host) ? tagged(7, Buffer.from(host.split('.').map(Number)), false) : tagged(2, Buffer.from(host), false),
  );
  const cert = certificate(authority, hosts[0], publicKey, [
    extension('2.5.29.19', sequence(), true),
    extension('2.5.29.15', bitString(Buffer.from([0b1000_0000]), 7), true),
    // Both ends, so that the same identity serves where clients need a certificate as well.
    extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'), oid('1.3.6.1.5.5.7.3.2')), false),
    extension('2.5.29.17', sequence(...names), false),
  ]);
  return { key: key.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
}

function certificate(issuer: Issuer, subject: string, publicKey: KeyObject, extensions: readonly Buffer[]): string {
  const now = Date.now();
  const signed = sequence(
    tagged(0, integer(Buffer.from([2])), true),
    // A first byte between 0x40 and 0x7f: positive, and without a leading zero.
    integer(Buffer.concat([Buffer.from([0x40 | (randomBytes(1).readUInt8() & 0x3f)]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    commonName(issuer.name),
    sequence(time(new Date(now - DAY_MS)), time(new Date(now + 29 * DAY_MS))),
    commonName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(
      3,
      sequence(
        ...extensions,
        extension('2.5.29.14', octetString(keyId(publicKey)), false),
        extension('2.5.29.35', sequence(tagged(0, keyId(issuer.publicKey), false)), false),
      ),
      true,
    ),
  );
  const whole = sequence(signed, ECDSA_WITH_SHA256, bitString(sign('sha256', signed, issuer.key)));
  const lines = whole.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

function extension(id: string, content: Buffer, critical: boolean): Buffer {
  return sequence(oid(id), ...(critical ? [yes()] : []), octetString(content));
}

function commonName(name: string): Buffer {
  return sequence(setOfOne(sequence(oid('2.5.4.3'), text(name))));
}

function keyId(publicKey: KeyObject): Buffer {
  return createHash('sha1')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest();
}

function newKeys(): { key: KeyObject; publicKey: KeyObject } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { key: privateKey, publicKey };
}
