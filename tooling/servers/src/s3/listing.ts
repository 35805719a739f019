import { requireBucket, sendXml, type S3Context } from './context.js';
import { S3Error } from './s3-error.js';

const MAX_KEYS = 1_000;

/** ListObjectsV2: in the order of UTF-8 bytes, keys and common prefixes together counted against max-keys. */
export function listObjects(context: S3Context): void {
  const { request } = context;
  const { query } = request;
  const bucket = requireBucket(context, 's3:ListBucket');
  if (query.get('list-type') !== '2') throw new S3Error('NotImplemented', 'ListObjects version 1');
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? ''];
  const limit = Number(query.get('max-keys') ?? MAX_KEYS);
  if (!Number.isInteger(limit) || limit < 0) {
    throw new S3Error('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  }
  const token = query.get('continuation-token');
  const after = token === undefined ? (query.get('start-after') ?? '') : readToken(token);
  const keys = [...bucket.objects.keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => Buffer.from(key))
    .sort(Buffer.compare);

  const contents: string[] = [];
  const prefixes: string[] = [];
  let last = after;
  let isTruncated = false;
  for (const bytes of keys) {
    const key = bytes.toString();
    if (Buffer.compare(bytes, Buffer.from(last)) <= 0) continue;
    // What a prefix on this page or the one before stands for has been told of.
    if (delimiter !== '' && last.endsWith(delimiter) && last.length > prefix.length && key.startsWith(last)) continue;
    if (contents.length + prefixes.length >= Math.min(limit, MAX_KEYS)) {
      isTruncated = limit > 0;
      break;
    }
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (cut === -1) {
      contents.push(key);
      last = key;
    } else {
      last = key.slice(0, cut + delimiter.length);
      prefixes.push(last);
    }
  }
  const isEncoded = query.get('encoding-type') === 'url';
  const text = (value: string): string => (isEncoded ? urlEncode(value) : value);
  sendXml(context, 'ListBucketResult', {
    Name: bucket.name,
    Prefix: text(prefix),
    Delimiter: delimiter === '' ? undefined : text(delimiter),
    MaxKeys: limit,
    EncodingType: isEncoded ? 'url' : undefined,
    KeyCount: contents.length + prefixes.length,
    IsTruncated: isTruncated,
    ContinuationToken: token,
    NextContinuationToken: isTruncated ? Buffer.from(JSON.stringify([last])).toString('base64') : undefined,
    Contents: contents.flatMap((key) => {
      const object = bucket.objects.get(key);
      if (object === undefined) return [];
      const LastModified = new Date(object.modifiedAt).toISOString();
      return [{ Key: text(key), LastModified, ETag: object.etag, Size: object.size, StorageClass: 'STANDARD' }];
    }),
    CommonPrefixes: prefixes.map((one) => ({ Prefix: text(one) })),
  });
}

function readToken(token: string): string {
  try {
    const [after] = JSON.parse(Buffer.from(token, 'base64').toString()) as readonly unknown[];
    if (typeof after === 'string') return after;
  } catch {
    // Told of below, like everything else that is no token.
  }
  throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect', {
    ArgumentName: 'continuation-token',
  });
}

/** "Amazon S3 uses URL encoding": as forms do, a space as a plus, with slashes left as they are. */
export function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/%2F/g, '/')
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
