import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { S3Request } from './request.js';
import { S3Error } from './s3-error.js';

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What of a signature is the same in a header and in a query. */
interface Claim {
  readonly credential: string;
  readonly signedHeaders: string;
  readonly signature: string;
  /** As `20260101T000000Z`. */
  readonly date: string;
  readonly payloadHash: string;
  readonly isPresigned: boolean;
}

const SKEW_MS = 15 * 60_000;

/**
 * Signature Version 4, as "Authenticating Requests: Using the Authorization Header" and "Using Query Parameters" say.
 * Whether there was one: without it a request is anonymous. Throws where it is there and wrong.
 */
export function verifySignature(
  request: S3Request,
  credentials: S3Credentials,
  region: string,
  linkNow: () => number,
): boolean {
  const claim = request.query.has('X-Amz-Signature') ? fromQuery(request) : fromHeader(request);
  if (claim === undefined) return false;
  const [id, day, scopeRegion, service, end] = claim.credential.split('/');
  if (id !== credentials.accessKeyId) {
    throw new S3Error('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');
  }
  if (scopeRegion !== region || service !== 's3' || end !== 'aws4_request' || day !== claim.date.slice(0, 8)) {
    throw new S3Error(
      claim.isPresigned ? 'AuthorizationQueryParametersError' : 'AuthorizationHeaderMalformed',
      `The credential scope is wrong; expecting the region '${region}'`,
      { Region: region },
    );
  }
  checkSignedHeaders(request, claim.signedHeaders.split(';'));
  const scope = [day, region, service, end].join('/');
  const hash = createHash('sha256').update(canonical(request, claim)).digest('hex');
  const toSign = `AWS4-HMAC-SHA256\n${claim.date}\n${scope}\n${hash}`;
  const key = [day, region, service, end].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  const expected = createHmac('sha256', key).update(toSign).digest();
  const given = Buffer.from(claim.signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new S3Error(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      { AWSAccessKeyId: id, StringToSign: toSign, SignatureProvided: claim.signature },
    );
  }
  checkTime(request, claim, linkNow);
  return true;
}

function fromHeader(request: S3Request): Claim | undefined {
  const header = request.header('authorization');
  if (header === undefined) return undefined;
  const found = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([\da-f]+)$/.exec(header);
  const [, credential, signedHeaders, signature] = found ?? [];
  if (credential === undefined || signedHeaders === undefined || signature === undefined) {
    throw new S3Error('AuthorizationHeaderMalformed', 'The authorization header is malformed.');
  }
  const payloadHash = request.header('x-amz-content-sha256');
  if (payloadHash === undefined) throw new S3Error('InvalidRequest', 'Missing required header: x-amz-content-sha256');
  const date = request.header('x-amz-date') ?? '';
  return { credential, signedHeaders, signature, date, payloadHash, isPresigned: false };
}

function fromQuery({ query, header }: S3Request): Claim {
  const get = (name: string): string => {
    const value = query.get(name);
    if (value === undefined) throw new S3Error('AuthorizationQueryParametersError', `${name} is missing.`);
    return value;
  };
  const expires = get('X-Amz-Expires');
  if (!/^\d+$/.test(expires) || Number(expires) < 1 || Number(expires) > 604_800) {
    throw new S3Error('AuthorizationQueryParametersError', 'X-Amz-Expires must be 1 to 604800 seconds');
  }
  return {
    credential: get('X-Amz-Credential'),
    signedHeaders: get('X-Amz-SignedHeaders'),
    signature: get('X-Amz-Signature'),
    date: get('X-Amz-Date'),
    payloadHash: query.get('X-Amz-Content-Sha256') ?? header('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD',
    isPresigned: true,
  };
}

/** "You must include the host header and any x-amz-* headers in the request": else anybody on the way could add some. */
function checkSignedHeaders(request: S3Request, signed: readonly string[]): void {
  const sent = Object.keys(request.stream.headers);
  const unsigned = sent.filter((name) => name.startsWith('x-amz-') && !signed.includes(name));
  if (unsigned.length > 0 || !signed.includes('host')) {
    throw new S3Error('AccessDenied', 'There were headers present in the request which were not signed', {
      HeadersNotSigned: unsigned.join(', '),
    });
  }
}

function checkTime({ query }: S3Request, claim: Claim, linkNow: () => number): void {
  const sentAt = Date.parse(claim.date.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));
  if (Number.isNaN(sentAt)) throw new S3Error('AccessDenied', 'AWS authentication requires a valid x-amz-date');
  if (!claim.isPresigned && Math.abs(Date.now() - sentAt) > SKEW_MS) {
    throw new S3Error(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
    );
  }
  if (!claim.isPresigned) return;
  if (sentAt > linkNow() + SKEW_MS) throw new S3Error('AccessDenied', 'Request is not yet valid');
  const expiresAt = sentAt + Number(query.get('X-Amz-Expires')) * 1000;
  if (linkNow() >= expiresAt) throw new S3Error('AccessDenied', 'Request has expired');
}

function canonical(request: S3Request, claim: Claim): string {
  const path = decodeURIComponent(request.rawPath).split('/').map(encode).join('/');
  const query = [...request.query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort((a, b) => (a < b ? -1 : 1))
    .join('&');
  const headers = claim.signedHeaders
    .split(';')
    .map((name) => `${name}:${(request.header(name) ?? '').trim().replace(/ +/g, ' ')}\n`)
    .join('');
  return [request.method, path, query, headers, claim.signedHeaders, claim.payloadHash].join('\n');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
