import type { StorageUnderTest } from '@infra/conformance';
import type { ObjectStorage } from '@infra/core';
import { addressOf, sign, signatureOf, type Signer } from './links.js';
import { withFaults } from './spoil.js';

/** Links for a storage that has none: what the suite says about links needs a correct one, too. */
export function withLinks(storage: StorageUnderTest, signer: Signer): StorageUnderTest {
  return {
    ...link(storage, 'default', signer),
    provider: storage.provider,
    health: (options) => storage.health(options),
    close: (options) => storage.close(options),
    [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose](),
  };
}

function link(inner: ObjectStorage, bucket: string, signer: Signer): ObjectStorage {
  /** The storage's own checks of key, signal and open end come first. */
  const checked = async (key: string, signal: AbortSignal | undefined, make: () => ReturnType<typeof sign>) => {
    const found = await inner.exists(key, { signal });
    return found.ok || found.error.code === 'not_found' ? make() : found;
  };
  return {
    ...withFaults(inner, () => ({})),
    bucket: (name) => link(inner.bucket(name), name, signer),
    signedUrls: {
      get: (key, options) => checked(key, options?.signal, () => sign(signer, 'GET', bucket, key, options)),
      put: (key, options) => checked(key, options?.signal, () => sign(signer, 'PUT', bucket, key, options)),
    },
    publicUrl(key) {
      if (key === '' || !key.isWellFormed() || /\p{Cc}/u.test(key) || Buffer.byteLength(key) > 1_024)
        throw new Error('no key');
      if (key.split('/').some((part) => part === '.' || part === '..')) throw new Error('no key');
      return addressOf(signer.origin, bucket, key).href;
    },
  };
}

const refused = (status = 403): Response => new Response(null, { status });

/** Does what a link asks for, as a server would. */
export async function follow(storage: ObjectStorage, { clock, flaws }: Signer, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const [, bucket = '', encoded = ''] = url.pathname.split('/');
  const once = decodeURIComponent(encoded);
  const key = flaws.decodesTwice === true && /%[0-9a-f]{2}/i.test(once) ? decodeURIComponent(once) : once;
  const place = storage.bucket(bucket);
  const { searchParams } = url;
  if (!searchParams.has('signature')) {
    const stat = await storage.buckets.stat(bucket);
    const isPublic = stat.ok && stat.value?.access === 'public';
    return request.method === 'GET' && (isPublic || flaws.showsPrivate === true) ? download(place, key, '') : refused();
  }
  if (flaws.takesAnySignature !== true && signatureOf(url) !== searchParams.get('signature')) return refused();
  if (flaws.takesAnyMethod !== true && searchParams.get('method') !== request.method) return refused(405);
  if (flaws.neverExpires !== true && Number(searchParams.get('expires')) <= clock.now().getTime()) return refused();
  if (request.method === 'GET')
    return download(place, key, flaws.forgetsName === true ? '' : (searchParams.get('name') ?? ''));
  const contentType = request.headers.get('content-type') ?? '';
  if (flaws.takesAnyType !== true && contentType !== searchParams.get('type')) return refused();
  if (flaws.wantsObject === true) return refused(404);
  const stored = await place.put(key, new Uint8Array(await request.arrayBuffer()), { contentType });
  return stored.ok ? new Response(null) : refused(400);
}

async function download(place: ObjectStorage, key: string, name: string): Promise<Response> {
  const found = await place.get(key);
  if (!found.ok || found.value === undefined) return refused(404);
  const { info, bytes } = found.value;
  const headers = new Headers({ 'content-type': info.contentType });
  if (name !== '') headers.set('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
  return new Response(Buffer.from(bytes), { headers });
}
