import type { S3Request } from './request.js';
import { S3Error } from './s3-error.js';
import type { ObjectRecord } from './store.js';

const KEPT = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];
const MAX_METADATA = 2 * 1024;

/** What a request wants to have kept with its object. */
export function headersToKeep(request: S3Request): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT) {
    const value = request.header(name);
    if (value !== undefined) kept[name] = value;
  }
  kept['content-type'] ??= 'binary/octet-stream';
  let size = 0;
  const sent = [...Object.keys(request.stream.headers), ...request.query.keys()];
  for (const name of new Set(sent.filter((one) => one.startsWith('x-amz-meta-')))) {
    const value = request.header(name) ?? '';
    // "When using non-US-ASCII characters in your metadata values, the provided Unicode string is examined": not kept as is.
    if (/[^\x20-\x7e]/.test(value)) throw new S3Error('InvalidArgument', 'User metadata must be US-ASCII.');
    // "The sum of the number of bytes in the UTF-8 encoding of each key and value."
    size += name.length - 'x-amz-meta-'.length + value.length;
    kept[name] = value;
  }
  if (size > MAX_METADATA) {
    throw new S3Error('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
      Size: String(size),
      MaxSizeAllowed: String(MAX_METADATA),
    });
  }
  return kept;
}

export function objectHeaders(object: ObjectRecord): Record<string, string> {
  return {
    ...object.headers,
    etag: object.etag,
    'last-modified': new Date(object.modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
  };
}

/** `response-content-type` and the like, which only an authenticated request may use. */
export function responseOverrides(request: S3Request, isOwner: boolean): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const name of KEPT) {
    const value = request.query.get(`response-${name}`);
    if (value !== undefined) overrides[name] = value;
  }
  if (Object.keys(overrides).length > 0 && !isOwner) {
    throw new S3Error('InvalidRequest', 'Request specific response headers cannot be used for anonymous GET requests.');
  }
  return overrides;
}

/** The first and the last byte of a range; undefined where the header is absent or no single range, which is then ignored. */
export function parseRange(header: string | undefined, size: number): readonly [number, number] | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (start >= size || (first === '' && Number(last) === 0)) {
    throw new S3Error('InvalidRange', 'The requested range is not satisfiable', { ActualObjectSize: String(size) });
  }
  return [start, end];
}

/** "Conditional writes": only `*` is there for If-None-Match. */
export function requireAbsent(request: S3Request, existing: ObjectRecord | undefined): void {
  const condition = request.header('if-none-match');
  if (condition === undefined) return;
  if (condition !== '*') throw new S3Error('NotImplemented', 'If-None-Match other than *');
  if (existing === undefined) return;
  throw new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: 'If-None-Match',
  });
}
