import { createHash, randomUUID } from 'node:crypto';
import { receiveFile, receiveText } from './body.js';
import { requireBucket, sendEmpty, sendXml, type S3Context } from './context.js';
import { headersToKeep, requireAbsent } from './headers.js';
import { S3Error } from './s3-error.js';
import { wholeSecond, type Blob, type BucketRecord, type UploadRecord } from './store.js';
import { parseXml, textOf } from './xml.js';

const MIN_PART = 5 * 1024 * 1024;
const MAX_PARTS = 10_000;

export function createUpload(context: S3Context): void {
  const { request } = context;
  const bucket = requireBucket(context, 's3:PutObject', request.key);
  const UploadId = randomUUID();
  bucket.uploads.set(UploadId, {
    key: request.key,
    startedAt: wholeSecond(),
    checksum: request.header('x-amz-checksum-algorithm'),
    headers: headersToKeep(request),
    parts: new Map(),
  });
  sendXml(context, 'InitiateMultipartUploadResult', { Bucket: bucket.name, Key: request.key, UploadId });
}

export async function uploadPart(context: S3Context): Promise<void> {
  const { store, request } = context;
  const bucket = requireBucket(context, 's3:PutObject', request.key);
  const [id, upload] = uploadOf(context, bucket);
  const number = Number(request.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS) {
    throw new S3Error('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive');
  }
  // "Checksum Type mismatch occurred, expected checksum Type: null, actual checksum Type: crc32"
  const sent =
    request.header('x-amz-checksum-crc32') ?? (request.header('x-amz-trailer')?.includes('crc32') ? '' : undefined);
  if (sent !== undefined && upload.checksum !== 'CRC32') {
    throw new S3Error('InvalidRequest', 'Checksum Type mismatch occurred, expected checksum Type: null');
  }
  const blob = store.newBlob();
  const { size, md5 } = await receiveFile(request, store.file(blob));
  const part: Blob = { id: blob, size, md5 };
  // It may have been completed or aborted while the part was on its way.
  if (bucket.uploads.get(id) !== upload) {
    store.discard([part]);
    throw noSuchUpload();
  }
  const before = upload.parts.get(number);
  upload.parts.set(number, part);
  if (before !== undefined) store.discard([before]);
  sendEmpty(context, 200, { etag: `"${md5}"` });
}

export async function completeUpload(context: S3Context): Promise<void> {
  const { store, request } = context;
  const { key } = request;
  const bucket = requireBucket(context, 's3:PutObject', key);
  const document = parseXml(await receiveText(request));
  const [id, upload] = uploadOf(context, bucket);
  const listed = document?.children.filter(({ name }) => name === 'Part') ?? [];
  if (listed.length === 0) throw new S3Error('MalformedXML', 'The XML you provided was not well-formed.');
  let previous = 0;
  const blobs = listed.map((one, index) => {
    const number = Number(textOf(one, 'PartNumber'));
    if (number <= previous) throw new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order.');
    previous = number;
    const part = upload.parts.get(number);
    if (part === undefined || textOf(one, 'ETag')?.replaceAll('"', '') !== part.md5) {
      throw new S3Error('InvalidPart', 'One or more of the specified parts could not be found.');
    }
    if (index < listed.length - 1 && part.size < MIN_PART) {
      throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed object size.');
    }
    return part;
  });
  requireAbsent(request, bucket.objects.get(key));
  const digest = createHash('md5');
  for (const { md5 } of blobs) digest.update(Buffer.from(md5, 'hex'));
  const etag = `"${digest.digest('hex')}-${blobs.length}"`;
  const size = blobs.reduce((sum, one) => sum + one.size, 0);
  // "For multipart uploads, the object creation date is the date of initiation of the multipart upload."
  const object = { blobs, size, etag, modifiedAt: upload.startedAt, headers: upload.headers };
  bucket.uploads.delete(id);
  store.change({ type: 'put', bucket: bucket.name, key, object });
  store.discard([...upload.parts.values()].filter((part) => !blobs.includes(part)));
  sendXml(context, 'CompleteMultipartUploadResult', { Bucket: bucket.name, Key: key, ETag: etag });
}

export function abortUpload(context: S3Context): void {
  const bucket = requireBucket(context, 's3:AbortMultipartUpload', context.request.key);
  const [id, upload] = uploadOf(context, bucket);
  bucket.uploads.delete(id);
  context.store.discard([...upload.parts.values()]);
  sendEmpty(context, 204);
}

export function listUploads(context: S3Context): void {
  const bucket = requireBucket(context, 's3:ListBucketMultipartUploads');
  const prefix = context.request.query.get('prefix') ?? '';
  const found = [...bucket.uploads].filter(([, { key }]) => key.startsWith(prefix));
  sendXml(context, 'ListMultipartUploadsResult', {
    Bucket: bucket.name,
    IsTruncated: false,
    Upload: found.map(([UploadId, { key, startedAt }]) => ({
      Key: key,
      UploadId,
      Initiated: new Date(startedAt).toISOString(),
    })),
  });
}

function uploadOf({ request }: S3Context, bucket: BucketRecord): readonly [string, UploadRecord] {
  const id = request.query.get('uploadId') ?? '';
  const upload = bucket.uploads.get(id);
  if (upload?.key !== request.key) throw noSuchUpload();
  return [id, upload];
}

function noSuchUpload(): S3Error {
  return new S3Error('NoSuchUpload', 'The specified multipart upload does not exist.');
}
