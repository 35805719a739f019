import type { Clock } from '@infra/core';
import { bucketNameProblem, keyProblem, type ObjectPath } from '@internal/storage-rules';
import { isSigned, PARAMETERS, type Grant } from './signing.js';

/** What a request asks for, and whether a signature allows it. */
export type Claim =
  | { readonly kind: 'granted'; readonly grant: Grant }
  /** Without a signature: only a public bucket's objects may be read. */
  | { readonly kind: 'unsigned'; readonly path: ObjectPath }
  | { readonly kind: 'refused'; readonly reason: string };

/** The object that an address names; undefined when it lies not below the base, or names none. */
export function pathOf(url: URL, baseUrl: string): ObjectPath | undefined {
  const base = `${new URL(baseUrl).pathname.replace(/\/+$/, '')}/`;
  if (!url.pathname.startsWith(base)) return undefined;
  const [bucket = '', ...segments] = url.pathname.slice(base.length).split('/');
  try {
    const key = segments.map(decodeURIComponent).join('/');
    return bucketNameProblem(bucket) === undefined && keyProblem(key) === undefined ? { bucket, key } : undefined;
  } catch {
    // Not UTF-8, or a lone per cent sign.
    return undefined;
  }
}

export function claimOf(
  url: URL,
  method: 'GET' | 'PUT',
  path: ObjectPath,
  { secrets, clock }: { readonly secrets: readonly string[]; readonly clock: Clock },
): Claim {
  const query = url.searchParams;
  const signature = query.get(PARAMETERS.signature);
  if (signature === null) return { kind: 'unsigned', path };
  const expires = query.get(PARAMETERS.expires) ?? '';
  const grant: Grant = {
    ...path,
    method,
    expires: /^\d{1,15}$/.test(expires) ? Number(expires) : 0,
    contentType: query.get(PARAMETERS.type) ?? '',
    downloadAs: query.get(PARAMETERS.download) ?? '',
  };
  if (!isSigned(grant, signature, secrets)) return { kind: 'refused', reason: 'The signature is not valid.' };
  if (clock.now().getTime() >= grant.expires) return { kind: 'refused', reason: 'The link has expired.' };
  return { kind: 'granted', grant };
}
