import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bucketPolicy, createBucket, deleteBucket, headBucket, listBuckets, publicAccessBlock } from './buckets.js';
import type { S3Context } from './context.js';
import { listObjects } from './listing.js';
import { abortUpload, completeUpload, createUpload, listUploads, uploadPart } from './multipart.js';
import { copyObject, deleteObject, deleteObjects, getObject, putObject } from './objects.js';
import { parseRequest } from './request.js';
import { S3Error } from './s3-error.js';
import { verifySignature, type S3Credentials } from './signature.js';
import type { S3Store } from './store.js';

export interface S3HandlerOptions {
  readonly store: S3Store;
  readonly credentials: S3Credentials;
  readonly region: string;
  /** Requests to `<bucket>.<domain>` are in virtual-host style, all others in path style. */
  readonly domain: string;
  /** The time, in milliseconds, by which presigned requests expire. */
  readonly linkNow: () => number;
}

type Operation = (context: S3Context) => void | Promise<void>;

const MAX_KEY_BYTES = 1_024;

/** The part of Amazon S3's REST API that object storage needs, by its documentation ("Amazon S3 API Reference"). */
export function createS3Handler(
  options: S3HandlerOptions,
): (message: IncomingMessage, response: ServerResponse) => void {
  return (message, response) => {
    void answer(options, message, response);
  };
}

async function answer(options: S3HandlerOptions, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = randomBytes(8).toString('hex').toUpperCase();
  response.setHeader('x-amz-request-id', requestId);
  try {
    const request = parseRequest(message, options.domain);
    const isOwner = verifySignature(request, options.credentials, options.region, options.linkNow);
    if (Buffer.byteLength(request.key) > MAX_KEY_BYTES) throw new S3Error('KeyTooLongError', 'Your key is too long');
    const { store, region } = options;
    await operationOf(request.method, request.bucket, request.key, (name) => request.query.has(name))({
      ...{ store, region, request, response, isOwner },
    });
  } catch (cause) {
    if (response.headersSent || (message.destroyed && !message.complete)) return void response.destroy();
    const error = cause instanceof S3Error ? cause : new S3Error('InternalError', String(cause));
    if (!(cause instanceof S3Error)) console.error(cause);
    const text = Buffer.from(error.toXml(requestId));
    // What is left of the body is not read: the connection cannot serve another request.
    if (!message.complete) response.setHeader('connection', 'close');
    response.writeHead(error.status, { 'content-type': 'application/xml', 'content-length': text.length });
    response.end(message.method === 'HEAD' ? undefined : text);
    message.resume();
  }
}

function operationOf(method: string, bucket: string, key: string, has: (name: string) => boolean): Operation {
  const operation = bucket === '' ? onService(method) : key === '' ? onBucket(method, has) : onObject(method, has);
  if (operation !== undefined) return operation;
  throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.');
}

function onService(method: string): Operation | undefined {
  return method === 'GET' ? listBuckets : undefined;
}

function onBucket(method: string, has: (name: string) => boolean): Operation | undefined {
  if (has('policy')) return bucketPolicy;
  if (has('publicAccessBlock')) return publicAccessBlock;
  if (has('uploads') && method === 'GET') return listUploads;
  if (has('delete') && method === 'POST') return deleteObjects;
  return { GET: listObjects, HEAD: headBucket, PUT: createBucket, DELETE: deleteBucket }[method];
}

function onObject(method: string, has: (name: string) => boolean): Operation | undefined {
  if (has('uploadId')) return { PUT: uploadPart, POST: completeUpload, DELETE: abortUpload }[method];
  if (has('uploads')) return method === 'POST' ? createUpload : undefined;
  const put: Operation = (context) =>
    context.request.header('x-amz-copy-source') === undefined ? putObject(context) : copyObject(context);
  return { GET: getObject, HEAD: getObject, PUT: put, DELETE: deleteObject }[method];
}
