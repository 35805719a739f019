import type { ObjectInfo } from '@infra/core';
import { contentDisposition, essenceOf } from '@internal/storage-rules';

/** Types that a browser shows without running anything that is in them. */
const PASSIVE =
  /^(?:image\/(?!svg)|audio\/|video\/|font\/|text\/plain$|application\/(?:pdf|json|octet-stream|zip|gzip)$)/;

/** A page that somebody uploaded may show itself, and nothing else: no scripts, no requests, not this origin. */
const SANDBOX = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox";

/** What is said of an object, whole, in part or not at all. */
export function objectHeaders(info: ObjectInfo, isPublic: boolean, downloadAs: string): Record<string, string> {
  const { contentType, cacheControl, etag, lastModified } = info;
  return {
    'content-type': contentType,
    etag: `"${etag}"`,
    'last-modified': lastModified.toUTCString(),
    'accept-ranges': 'bytes',
    'cache-control': cacheControl ?? (isPublic ? 'no-cache' : 'private, no-cache'),
    'x-content-type-options': 'nosniff',
    ...(PASSIVE.test(essenceOf(contentType)) ? undefined : { 'content-security-policy': SANDBOX }),
    ...(downloadAs === '' ? undefined : { 'content-disposition': contentDisposition(downloadAs) }),
  };
}
