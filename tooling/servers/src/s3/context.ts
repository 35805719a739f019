import type { ServerResponse } from 'node:http';
import { decide, parsePolicy } from './policy.js';
import type { S3Request } from './request.js';
import { S3Error } from './s3-error.js';
import type { BucketRecord, S3Store } from './store.js';
import { toXml, type XmlContent } from './xml.js';

/** One request on its way through the server. */
export interface S3Context {
  readonly store: S3Store;
  readonly region: string;
  readonly request: S3Request;
  readonly response: ServerResponse;
  readonly isOwner: boolean;
}

/** The bucket of the request, if it is there and this may be done to it. */
export function requireBucket(context: S3Context, action: string, resourceKey?: string): BucketRecord {
  const { store, request } = context;
  const bucket = store.buckets.get(request.bucket);
  if (bucket === undefined) {
    throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', { BucketName: request.bucket });
  }
  if (!mayDo(context, bucket, action, resourceKey)) throw new S3Error('AccessDenied', 'Access Denied');
  return bucket;
}

/** "How Amazon S3 authorizes a request": the owner unless the policy denies, anybody else only if the policy allows. */
export function mayDo({ isOwner }: S3Context, bucket: BucketRecord, action: string, key?: string): boolean {
  const resource = `arn:aws:s3:::${bucket.name}${key === undefined ? '' : `/${key}`}`;
  const decision =
    bucket.policy === undefined ? 'nothing' : decide(parsePolicy(bucket.policy, bucket.name), action, resource);
  if (decision === 'deny') return false;
  return isOwner || (decision === 'allow' && bucket.accessBlock?.restrictPublicBuckets !== true);
}

export function sendXml({ response }: S3Context, root: string, content: XmlContent): void {
  const text = Buffer.from(toXml(root, content));
  response.writeHead(200, { 'content-type': 'application/xml', 'content-length': text.length });
  response.end(text);
}

export function sendEmpty({ response }: S3Context, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...headers, ...(status === 204 ? {} : { 'content-length': '0' }) });
  response.end();
}
