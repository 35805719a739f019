import type { Clock, ObjectStorage } from '@infra/core';
import type { ObjectPath } from '@internal/storage-rules';
import { isNotModified, rangeOf } from './conditions.js';
import { claimOf, pathOf } from './grants.js';
import { objectHeaders } from './object-headers.js';
import type { ResolvedLinks } from './resolve-options.js';
import { problem, problemOf } from './problems.js';

export interface HandlerOptions extends ResolvedLinks {
  readonly clock: Clock;
  readonly maxBytes: number | undefined;
}

/** How often an object may be replaced between the look at it and its opening. */
const TRIES = 10;

/** What a download is about. */
interface Download {
  readonly path: ObjectPath;
  readonly isPublic: boolean;
  readonly downloadAs: string;
}

/** Serves the links of a storage. */
export function createFetch(
  storage: ObjectStorage,
  { baseUrl, secrets, clock, maxBytes }: HandlerOptions,
): (request: Request) => Promise<Response> {
  async function answer(request: Request): Promise<Response> {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (method !== 'GET' && method !== 'PUT') return problem(405, undefined, { allow: 'GET, HEAD, PUT' });
    const url = new URL(request.url);
    const path = pathOf(url, baseUrl);
    if (path === undefined) return problem(404);
    const claim = claimOf(url, method, path, { secrets, clock });
    if (claim.kind === 'refused') return problem(403, claim.reason);
    if (claim.kind === 'granted') {
      const { downloadAs, contentType } = claim.grant;
      return method === 'GET'
        ? send(request, { path, isPublic: false, downloadAs })
        : receive(request, path, contentType);
    }
    // Whether there is such a bucket is nobody's business either.
    const unsigned = problem(403, 'The link is not signed.');
    if (method === 'PUT') return unsigned;
    const bucket = await storage.buckets.stat(path.bucket, { signal: request.signal });
    if (!bucket.ok) return problemOf(bucket.error);
    return bucket.value?.access === 'public' ? send(request, { path, isPublic: true, downloadAs: '' }) : unsigned;
  }

  async function send(request: Request, { path, isPublic, downloadAs }: Download): Promise<Response> {
    const bucket = storage.bucket(path.bucket);
    const { signal } = request;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const stat = await bucket.stat(path.key, { signal });
      if (!stat.ok) return problemOf(stat.error);
      if (stat.value === undefined) return problem(404);
      const { size, etag } = stat.value;
      const headers = objectHeaders(stat.value, isPublic, downloadAs);
      if (isNotModified(request.headers, stat.value)) {
        const { 'content-type': _, ...rest } = headers;
        return new Response(null, { status: 304, headers: rest });
      }
      const range = request.method === 'HEAD' ? undefined : rangeOf(request.headers, stat.value);
      if (range === 'unsatisfiable') return problem(416, undefined, { 'content-range': `bytes */${String(size)}` });
      headers['content-length'] = String(range?.length ?? size);
      if (request.method === 'HEAD') return new Response(null, { headers });
      const opened = await bucket.getStream(path.key, { range, signal });
      if (!opened.ok) {
        // Replaced by a shorter one meanwhile: what the range means has to be looked at again.
        if (opened.error.code === 'validation' && range !== undefined) continue;
        return problemOf(opened.error);
      }
      if (opened.value?.info.etag !== etag) {
        await opened.value?.body.cancel();
        continue;
      }
      if (range === undefined) return new Response(opened.value.body, { headers });
      headers['content-range'] = `bytes ${range.offset}-${range.offset + range.length - 1}/${size}`;
      return new Response(opened.value.body, { status: 206, headers });
    }
    return problem(503);
  }

  async function receive(request: Request, { bucket, key }: ObjectPath, contentType: string): Promise<Response> {
    if (request.headers.get('content-type') !== contentType) {
      return problem(403, 'The content type is not the one that was signed.');
    }
    const declared = request.headers.get('content-length');
    const contentLength = declared !== null && /^\d{1,15}$/.test(declared) ? Number(declared) : undefined;
    if (maxBytes !== undefined && contentLength !== undefined && contentLength > maxBytes) return problem(413);
    const { signal } = request;
    const stored = await storage
      .bucket(bucket)
      .put(key, request.body ?? new Uint8Array(), { contentType, contentLength, signal });
    if (!stored.ok) return problemOf(stored.error);
    return new Response(null, { status: 200, headers: { etag: `"${stored.value.etag}"`, 'content-length': '0' } });
  }

  return async (request) => {
    try {
      return await answer(request);
    } catch {
      return problem(500);
    }
  };
}
