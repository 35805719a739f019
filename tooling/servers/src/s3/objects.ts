import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { receiveFile, receiveText } from './body.js';
import { mayDo, requireBucket, sendEmpty, sendXml, type S3Context } from './context.js';
import { headersToKeep, objectHeaders, parseRange, requireAbsent, responseOverrides } from './headers.js';
import { S3Error } from './s3-error.js';
import { wholeSecond, type Blob, type BucketRecord, type ObjectRecord } from './store.js';
import { parseXml, textOf } from './xml.js';

const MAX_KEYS_PER_DELETE = 1_000;
const MAX_COPY = 5 * 1024 ** 3;

export async function putObject(context: S3Context): Promise<void> {
  const { store, request } = context;
  const { key } = request;
  const bucket = requireBucket(context, 's3:PutObject', key);
  const headers = headersToKeep(request);
  // Looked at twice: early, to spare the sender the body, and when the object is put in place.
  requireAbsent(request, bucket.objects.get(key));
  const id = store.newBlob();
  const { size, md5 } = await receiveFile(request, store.file(id));
  const blobs: readonly Blob[] = [{ id, size, md5 }];
  try {
    requireAbsent(request, bucket.objects.get(key));
  } catch (error) {
    store.discard(blobs);
    throw error;
  }
  const object = { blobs, size, etag: `"${md5}"`, modifiedAt: wholeSecond(), headers };
  store.change({ type: 'put', bucket: bucket.name, key, object });
  sendEmpty(context, 200, { etag: object.etag });
}

/** GetObject and HeadObject. */
export async function getObject(context: S3Context): Promise<void> {
  const { store, request, response, isOwner } = context;
  const bucket = requireBucket(context, 's3:GetObject', request.key);
  const overrides = responseOverrides(request, isOwner);
  const object = bucket.objects.get(request.key);
  if (object === undefined) throw noSuchKey(context, bucket, request.key);
  const range = parseRange(request.header('range'), object.size);
  const [first, last] = range ?? [0, object.size - 1];
  response.writeHead(range === undefined ? 200 : 206, {
    ...objectHeaders(object),
    ...overrides,
    'content-length': String(last - first + 1),
    ...(range === undefined ? {} : { 'content-range': `bytes ${first}-${last}/${object.size}` }),
  });
  if (request.method === 'HEAD') return void response.end();
  const release = store.hold(object.blobs);
  try {
    await pipeline(async function* () {
      let offset = 0;
      for (const { id, size } of object.blobs) {
        const [start, end] = [Math.max(0, first - offset), Math.min(size - 1, last - offset)];
        if (start <= end) yield* createReadStream(store.file(id), { start, end }) as AsyncIterable<Buffer>;
        offset += size;
      }
    }, response);
  } finally {
    release();
  }
}

/** "If the object you request doesn't exist, the error depends on whether you also have the s3:ListBucket permission." */
function noSuchKey(context: S3Context, bucket: BucketRecord, key: string): S3Error {
  if (!mayDo(context, bucket, 's3:ListBucket')) return new S3Error('AccessDenied', 'Access Denied');
  return new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: key });
}

export function copyObject(context: S3Context): void {
  const { store, request } = context;
  const bucket = requireBucket(context, 's3:PutObject', request.key);
  const source = sourceOf(context);
  if (source.size > MAX_COPY) throw new S3Error('InvalidRequest', 'The specified copy source is larger than 5 GiB.');
  requireAbsent(request, bucket.objects.get(request.key));
  const isReplaced = request.header('x-amz-metadata-directive') === 'REPLACE';
  const object: ObjectRecord = {
    ...source,
    // A copy is one object in one piece, so its ETag is that of the content as far as it is known.
    etag: source.etag,
    modifiedAt: wholeSecond(),
    headers: isReplaced ? headersToKeep(request) : source.headers,
  };
  store.change({ type: 'put', bucket: bucket.name, key: request.key, object });
  sendXml(context, 'CopyObjectResult', {
    LastModified: new Date(object.modifiedAt).toISOString(),
    ETag: object.etag,
  });
}

function sourceOf(context: S3Context): ObjectRecord {
  const header = decodeURIComponent(context.request.header('x-amz-copy-source') ?? '').replace(/^\//, '');
  const slash = header.indexOf('/');
  const [name, key] = [header.slice(0, slash), header.slice(slash + 1)];
  const bucket = context.store.buckets.get(name);
  if (bucket === undefined)
    throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', { BucketName: name });
  if (!mayDo(context, bucket, 's3:GetObject', key)) throw new S3Error('AccessDenied', 'Access Denied');
  const object = bucket.objects.get(key);
  if (object === undefined) throw noSuchKey(context, bucket, key);
  return object;
}

export function deleteObject(context: S3Context): void {
  const { store, request } = context;
  const bucket = requireBucket(context, 's3:DeleteObject', request.key);
  if (bucket.objects.has(request.key)) store.change({ type: 'delete', bucket: bucket.name, key: request.key });
  sendEmpty(context, 204);
}

export async function deleteObjects(context: S3Context): Promise<void> {
  const { store, request } = context;
  const bucket = store.buckets.get(request.bucket);
  if (bucket === undefined) throw new S3Error('NoSuchBucket', 'The specified bucket does not exist');
  const digests = ['content-md5', 'x-amz-checksum-crc32', 'x-amz-checksum-sha256', 'x-amz-checksum-sha1'];
  if (!digests.some((name) => request.header(name) !== undefined)) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: Content-MD5');
  }
  const document = parseXml(await receiveText(request));
  const keys = document?.children.filter(({ name }) => name === 'Object').map((one) => textOf(one, 'Key') ?? '') ?? [];
  if (document?.name !== 'Delete' || keys.length === 0 || keys.length > MAX_KEYS_PER_DELETE || keys.includes('')) {
    throw new S3Error('MalformedXML', 'The XML you provided was not well-formed or did not validate.');
  }
  const [allowed, refused] = [new Set<string>(), new Set<string>()];
  for (const key of keys) (mayDo(context, bucket, 's3:DeleteObject', key) ? allowed : refused).add(key);
  for (const key of allowed) if (bucket.objects.has(key)) store.change({ type: 'delete', bucket: bucket.name, key });
  const isQuiet = textOf(document, 'Quiet') === 'true';
  sendXml(context, 'DeleteResult', {
    Deleted: isQuiet ? [] : [...allowed].map((Key) => ({ Key })),
    Error: [...refused].map((Key) => ({ Key, Code: 'AccessDenied', Message: 'Access Denied' })),
  });
}
