import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { ok, type AsyncResult, type IoOptions, type SignedUrl } from '@infra/core';
import { contentDisposition, type ObjectPath, type StorageLinks } from '@internal/storage-rules';
import { errors } from './errors.js';
import type { ResolvedOptions } from './resolve-options.js';
import type { Requests } from './requests.js';

/** Links by Signature Version 4 in the query. Signing asks nobody, unless the credentials have to be fetched. */
export class S3Links implements StorageLinks {
  private readonly requests: Requests;
  private readonly options: ResolvedOptions;

  constructor(requests: Requests, options: ResolvedOptions) {
    this.requests = requests;
    this.options = options;
  }

  signGet(
    { bucket, key }: ObjectPath,
    expiresInMs: number,
    downloadAs: string | undefined,
    io: IoOptions | undefined,
  ): AsyncResult<SignedUrl> {
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(downloadAs === undefined ? undefined : { ResponseContentDisposition: contentDisposition(downloadAs) }),
    });
    return this.sign('get', expiresInMs, {}, io, (signing) => getSignedUrl(this.requests.client, command, signing));
  }

  signPut(
    { bucket, key }: ObjectPath,
    expiresInMs: number,
    contentType: string,
    io: IoOptions | undefined,
  ): AsyncResult<SignedUrl> {
    const command = new PutObjectCommand({ Bucket: bucket, Key: key, ContentType: contentType });
    return this.sign('put', expiresInMs, { 'content-type': contentType }, io, (signing) =>
      getSignedUrl(withoutChecksums(this.requests.client), command, {
        ...signing,
        signableHeaders: new Set(['content-type']),
      }),
    );
  }

  publicUrl({ bucket, key }: ObjectPath): string {
    return `${this.publicBase(bucket)}/${key.split('/').map(encodeSegment).join('/')}`;
  }

  private publicBase(bucket: string): string {
    const { publicBaseUrl, endpoint, forcePathStyle, region } = this.options;
    if (publicBaseUrl !== undefined && (publicBaseUrl.includes('{bucket}') || bucket === this.options.bucket)) {
      return publicBaseUrl.replaceAll('{bucket}', bucket).replace(/\/+$/, '');
    }
    if (endpoint === undefined && region === undefined) {
      throw errors.invalid('publicUrl', 'It is not known where the bucket is read: set publicBaseUrl, or region.');
    }
    const suffix = region?.startsWith('cn-') === true ? '.cn' : '';
    const base = endpoint ?? new URL(`https://s3.${region ?? ''}.amazonaws.com${suffix}`);
    const path = base.pathname.replace(/\/+$/, '');
    return forcePathStyle ? `${base.origin}${path}/${bucket}` : `${base.protocol}//${bucket}.${base.host}${path}`;
  }

  private async sign(
    kind: 'get' | 'put',
    expiresInMs: number,
    headers: Readonly<Record<string, string>>,
    io: IoOptions | undefined,
    sign: (signing: { expiresIn: number; signingDate: Date }) => Promise<string>,
  ): AsyncResult<SignedUrl> {
    const signingDate = this.options.clock.now();
    // The signature's date has whole seconds.
    const expiresAt = new Date(Math.floor(signingDate.getTime() / 1_000) * 1_000 + expiresInMs);
    const signed = await this.requests.send({ operation: `signedUrls.${kind}`, signal: io?.signal }, () =>
      sign({ expiresIn: expiresInMs / 1_000, signingDate }),
    );
    if (!signed.ok) return signed;
    return ok({ url: signed.value, method: kind === 'get' ? 'GET' : 'PUT', headers, expiresAt });
  }
}

/** The same client, but for the checksum that it would take of the empty body there is now, and sign. */
function withoutChecksums(client: S3Client): S3Client {
  const config = { ...client.config, requestChecksumCalculation: () => Promise.resolve('WHEN_REQUIRED' as const) };
  return Object.create(client, { config: { value: config } }) as S3Client;
}

function encodeSegment(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
