import { createHmac } from 'node:crypto';
import { err, InfraError, ok, type AsyncResult, type Clock, type ObjectPolicy, type SignedUrl } from '@infra/core';

/** What a place of signed links does wrong. */
export interface LinkFlaws {
  readonly takesAnySignature?: boolean;
  readonly takesAnyMethod?: boolean;
  readonly takesAnyType?: boolean;
  readonly takesAnyOptions?: boolean;
  readonly neverExpires?: boolean;
  readonly livesForAnHour?: boolean;
  readonly forgetsPolicy?: boolean;
  readonly forgetsName?: boolean;
  readonly decodesTwice?: boolean;
  readonly wantsObject?: boolean;
  readonly showsPrivate?: boolean;
}

/** What a link allows, as its parameters say. */
export interface Grant {
  readonly method: 'GET' | 'PUT';
  readonly bucket: string;
  readonly key: string;
  readonly type: string;
  readonly name: string;
}

const WEEK = 7 * 24 * 3_600_000;
const TYPES: Readonly<Record<string, string>> = { png: 'image/png', html: 'text/html' };

function invalid(operation: string): AsyncResult<never> {
  const error = { code: 'validation', message: 'bad input', provider: 'test', operation } as const;
  return Promise.resolve(err(new InfraError(error)));
}

export function signatureOf(url: URL): string {
  const signed = new URL(url);
  signed.searchParams.delete('signature');
  return createHmac('sha256', 'secret').update(`${signed.pathname}${signed.search}`).digest('hex');
}

export function addressOf(origin: string, bucket: string, key: string): URL {
  return new URL(`${origin}/${bucket}/${encodeURIComponent(key)}`);
}

function allows(policy: ObjectPolicy | undefined, key: string, type: string): boolean {
  const whole = policy?.keys === undefined || new RegExp(`^(?:${policy.keys.source})$`).test(key);
  return (
    whole && (policy?.types === undefined || policy.types.some((known) => type.startsWith(known.replace('*', ''))))
  );
}

/** Why the options of a link make no sense, as yes or no. */
function areBad({ expiresInMs = 1_000, downloadAs = 'a', contentType = 'a/b' }: LinkOptions): boolean {
  const isTime = Number.isInteger(expiresInMs / 1_000) && expiresInMs >= 1_000 && expiresInMs <= WEEK;
  return !isTime || !/^[^\p{Cc}]+$/u.test(downloadAs) || !downloadAs.isWellFormed() || !contentType.includes('/');
}

interface LinkOptions {
  readonly expiresInMs?: number | undefined;
  readonly downloadAs?: string | undefined;
  readonly contentType?: string | undefined;
}

export interface Signer {
  readonly origin: string;
  readonly clock: Clock;
  readonly policy: ObjectPolicy | undefined;
  readonly flaws: LinkFlaws;
}

/** A link to one object, without asking whether there is one. */
export function sign(
  { origin, clock, policy, flaws }: Signer,
  method: 'GET' | 'PUT',
  bucket: string,
  key: string,
  options: LinkOptions = {},
): AsyncResult<SignedUrl> {
  const type = options.contentType ?? TYPES[key.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  if (flaws.takesAnyOptions !== true && areBad(options)) return invalid('storage.signedUrls');
  if (method === 'PUT' && flaws.forgetsPolicy !== true && !allows(policy, key, type)) {
    return invalid('storage.signedUrls.put');
  }
  const lifeMs = options.expiresInMs ?? (flaws.livesForAnHour === true ? 3_600_000 : 900_000);
  const expiresAt = new Date(clock.now().getTime() + (Number.isFinite(lifeMs) ? lifeMs : 0));
  const url = addressOf(origin, bucket, key);
  const { downloadAs = '' } = options;
  for (const [name, value] of Object.entries({
    method,
    expires: String(expiresAt.getTime()),
    type,
    name: downloadAs,
  })) {
    if (value !== '') url.searchParams.set(name, value);
  }
  url.searchParams.set('signature', signatureOf(url));
  const headers: Readonly<Record<string, string>> = method === 'PUT' ? { 'content-type': type } : {};
  return Promise.resolve(ok({ url: url.href, method, headers, expiresAt }));
}
