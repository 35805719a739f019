import type { IncomingMessage } from 'node:http';
import { S3Error } from './s3-error.js';

/** A request, taken apart as "Methods for accessing a bucket" says: path style, or the bucket in front of the host. */
export interface S3Request {
  readonly method: string;
  /** Empty for the service itself. */
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
  /** As sent, before the question mark. */
  readonly rawPath: string;
  readonly stream: IncomingMessage;
  header(name: string): string | undefined;
}

export function parseRequest(message: IncomingMessage, domain: string): S3Request {
  // Not by URL: it would resolve `//`, backslashes and dots, which in a key are only text.
  const [rawPath, rawQuery = ''] = split(message.url ?? '/', '?');
  const host = (message.headers.host ?? '').replace(/:\d+$/, '');
  const path = decode(rawPath.slice(1));
  const [bucket, key] = host.endsWith(`.${domain}`) ? [host.slice(0, -domain.length - 1), path] : split(path, '/');
  const query = new Map(
    rawQuery
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [name, value = ''] = split(pair, '=');
        return [decode(name), decode(value)];
      }),
  );
  const header = (name: string): string | undefined => {
    // A presigned request may carry its x-amz-* headers in the query.
    const value = message.headers[name] ?? (name.startsWith('x-amz-') ? query.get(name) : undefined);
    return Array.isArray(value) ? value.join(',') : value;
  };
  return { method: message.method ?? 'GET', bucket, key: key ?? '', query, rawPath, stream: message, header };
}

function split(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidArgument', 'The request URI is not percent-encoded UTF-8.');
  }
}
