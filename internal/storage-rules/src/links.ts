import { Buffer } from 'node:buffer';
import type { SignedGetOptions, SignedPutOptions, SignedUrls } from '@infra/core';
import { contentTypeOf, contentTypeProblem } from './content-type.js';
import type { StorageDriver, StorageLinks } from './driver.js';
import { guarded } from './guard.js';
import { keyProblem, shown } from './names.js';
import type { ResolvedPolicy } from './policy.js';

export const DEFAULT_LINK_MS: number = 15 * 60_000;
export const MAX_LINK_MS: number = 7 * 24 * 3_600_000;

const MAX_FILE_NAME_BYTES = 255;
const CONTROL = /\p{Cc}/u;

/** Why a link cannot live so long; undefined when it can. Signatures count in seconds. */
export function expiryProblem(expiresInMs: unknown): string | undefined {
  if (expiresInMs === undefined) return undefined;
  const isGood =
    Number.isSafeInteger(expiresInMs) &&
    (expiresInMs as number) >= 1_000 &&
    (expiresInMs as number) <= MAX_LINK_MS &&
    (expiresInMs as number) % 1_000 === 0;
  if (isGood) return undefined;
  return `expiresInMs must be whole seconds in milliseconds, from 1,000 to ${String(MAX_LINK_MS)} (7 days), not ${typeof expiresInMs === 'number' ? String(expiresInMs) : shown(expiresInMs)}.`;
}

/** Why a file cannot be saved under this name; undefined when it can. */
export function fileNameProblem(name: unknown): string | undefined {
  if (name === undefined) return undefined;
  const isGood =
    typeof name === 'string' &&
    name !== '' &&
    name.isWellFormed() &&
    !CONTROL.test(name) &&
    Buffer.byteLength(name) <= MAX_FILE_NAME_BYTES;
  if (isGood) return undefined;
  return `downloadAs must be well-formed text of 1 to ${String(MAX_FILE_NAME_BYTES)} bytes without control characters, not ${shown(name)}.`;
}

/** The header that saves a download under a name (RFC 6266): plain for old browsers, UTF-8 for the others. */
export function contentDisposition(fileName: string): string {
  const plain = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/gu, '_');
  const encoded = encodeURIComponent(fileName).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** The `SignedUrls` of one bucket over what the driver signs: checks all input, the policy's keys and types included. */
export function createSignedUrls(
  driver: StorageDriver,
  links: StorageLinks,
  bucket: string,
  policy: ResolvedPolicy,
): SignedUrls {
  return {
    get(key: string, options?: SignedGetOptions) {
      const problem = keyProblem(key) ?? expiryProblem(options?.expiresInMs) ?? fileNameProblem(options?.downloadAs);
      return guarded(driver, 'signedUrls.get', options, problem, () =>
        links.signGet({ bucket, key }, options?.expiresInMs ?? DEFAULT_LINK_MS, options?.downloadAs, options),
      );
    },
    put(key: string, options?: SignedPutOptions) {
      const given = options?.contentType;
      const problem =
        keyProblem(key) ??
        policy.keyProblem(key) ??
        expiryProblem(options?.expiresInMs) ??
        (given === undefined ? undefined : contentTypeProblem(given)) ??
        policy.typeProblem(given ?? contentTypeOf(key));
      return guarded(driver, 'signedUrls.put', options, problem, () =>
        links.signPut({ bucket, key }, options?.expiresInMs ?? DEFAULT_LINK_MS, given ?? contentTypeOf(key), options),
      );
    },
  };
}
