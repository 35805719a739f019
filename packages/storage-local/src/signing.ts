import { createHmac, timingSafeEqual } from 'node:crypto';
import { ok, type Clock, type SignedUrl } from '@infra/core';
import type { ObjectPath, StorageLinks } from '@internal/storage-rules';
import type { ResolvedLinks } from './resolve-options.js';

/** What a signature vouches for, all of it. */
export interface Grant extends ObjectPath {
  readonly method: 'GET' | 'PUT';
  /** Milliseconds since 1970. */
  readonly expires: number;
  /** The type of an upload; empty for a download. */
  readonly contentType: string;
  /** The name of a download; empty for none. */
  readonly downloadAs: string;
}

/** The parameters of a link. */
export const PARAMETERS = { expires: 'expires', type: 'type', download: 'download', signature: 'signature' } as const;

function signature(secret: string, { method, bucket, key, expires, contentType, downloadAs }: Grant): Buffer {
  // As JSON, no two grants look alike, whatever is in their texts.
  const text = JSON.stringify(['storage-local/1', method, bucket, key, expires, contentType, downloadAs]);
  return createHmac('sha256', secret).update(text).digest();
}

/** Whether one of the secrets has signed the grant. Takes as long for a wrong signature as for a right one. */
export function isSigned(grant: Grant, given: string, secrets: readonly string[]): boolean {
  const bytes = Buffer.from(given, 'base64url');
  let isGood = false;
  for (const secret of secrets) {
    const expected = signature(secret, grant);
    if (bytes.length === expected.length && timingSafeEqual(bytes, expected)) isGood = true;
  }
  return isGood && bytes.toString('base64url') === given;
}

export function addressOf(baseUrl: string, { bucket, key }: ObjectPath): string {
  return `${baseUrl}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}

export function createLinks({ baseUrl, secrets }: ResolvedLinks, clock: Clock): StorageLinks {
  function sign(grant: Grant, headers: Readonly<Record<string, string>>): SignedUrl {
    const query = new URLSearchParams({ [PARAMETERS.expires]: String(grant.expires) });
    if (grant.contentType !== '') query.set(PARAMETERS.type, grant.contentType);
    if (grant.downloadAs !== '') query.set(PARAMETERS.download, grant.downloadAs);
    query.set(PARAMETERS.signature, signature(secrets[0] ?? '', grant).toString('base64url'));
    const url = `${addressOf(baseUrl, grant)}?${query.toString()}`;
    return { url, method: grant.method, headers, expiresAt: new Date(grant.expires) };
  }

  const expiry = (expiresInMs: number): number => clock.now().getTime() + expiresInMs;
  return {
    signGet: async (path, expiresInMs, downloadAs = '') =>
      ok(sign({ ...path, method: 'GET', expires: expiry(expiresInMs), contentType: '', downloadAs }, {})),
    signPut: async (path, expiresInMs, contentType) =>
      ok(
        sign(
          { ...path, method: 'PUT', expires: expiry(expiresInMs), contentType, downloadAs: '' },
          { 'content-type': contentType },
        ),
      ),
    publicUrl: (path) => addressOf(baseUrl, path),
  };
}
