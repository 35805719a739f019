import { Buffer } from 'node:buffer';
import type { ObjectListOptions, ObjectWriteOptions } from '@infra/core';
import { contentTypeOf, contentTypeProblem } from './content-type.js';
import type { ListRequest, ObjectHead } from './driver.js';
import { delimiterProblem, prefixProblem, shown } from './names.js';

/** The most that metadata can hold, in bytes of UTF-8, names and values together. */
export const MAX_METADATA_BYTES = 1_536;
export const MAX_LIST_LIMIT = 1_000;

const MAX_CACHE_CONTROL = 1_024;
const METADATA_NAME = /^[a-z0-9-]+$/;
const SHA256 = /^[0-9a-fA-F]{64}$/;
const PRINTABLE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
const CONTROL = /\p{Cc}/u;

function entryProblem(name: string, value: unknown): string | undefined {
  if (!METADATA_NAME.test(name)) {
    return `The metadata name ${shown(name)} must be lower-case letters, digits and hyphens.`;
  }
  if (typeof value !== 'string') return `The metadata ${shown(name)} must be a string, not ${shown(value)}.`;
  if (!value.isWellFormed() || CONTROL.test(value)) {
    return `The metadata ${shown(name)} must be well-formed text without control characters.`;
  }
  return undefined;
}

/** Why metadata cannot be stored; undefined when it can. */
export function metadataProblem(metadata: unknown): string | undefined {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    return `metadata must be an object of strings, not ${Array.isArray(metadata) ? 'an array' : shown(metadata)}.`;
  }
  let bytes = 0;
  for (const [name, value] of Object.entries(metadata as Readonly<Record<string, unknown>>)) {
    const problem = entryProblem(name, value);
    if (problem !== undefined) return problem;
    bytes += name.length + Buffer.byteLength(value as string);
  }
  if (bytes <= MAX_METADATA_BYTES) return undefined;
  return `The metadata has ${String(bytes)} bytes, names and values together; at most ${String(MAX_METADATA_BYTES)} are possible.`;
}

/** Why a header's value cannot be sent as it is; undefined when it can. */
export function cacheControlProblem(value: unknown): string | undefined {
  if (typeof value === 'string' && value.length <= MAX_CACHE_CONTROL && PRINTABLE.test(value)) return undefined;
  return `cacheControl must be printable ASCII such as "max-age=60", of at most ${String(MAX_CACHE_CONTROL)} characters, not ${shown(value)}.`;
}

function isCount(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

function shownNumber(value: unknown): string {
  return typeof value === 'number' ? String(value) : shown(value);
}

/** Why `put` cannot take these options; undefined when it can. */
export function writeOptionsProblem(options: ObjectWriteOptions): string | undefined {
  const { contentType, cacheControl, metadata, contentLength, sha256, ifNoneMatch, onProgress } = options;
  if (contentLength !== undefined && !isCount(contentLength, 0)) {
    return `contentLength must be a whole number of bytes, 0 or more, not ${shownNumber(contentLength)}.`;
  }
  if (sha256 !== undefined && !(typeof sha256 === 'string' && SHA256.test(sha256))) {
    return `sha256 must be 64 hexadecimal digits, not ${shown(sha256)}.`;
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    return `onProgress must be a function, not ${shown(onProgress)}.`;
  }
  return (
    (contentType === undefined ? undefined : contentTypeProblem(contentType)) ??
    (cacheControl === undefined ? undefined : cacheControlProblem(cacheControl)) ??
    (metadata === undefined ? undefined : metadataProblem(metadata)) ??
    ifNoneMatchProblem(ifNoneMatch)
  );
}

export function ifNoneMatchProblem(value: unknown): string | undefined {
  return value === undefined || value === '*' ? undefined : `ifNoneMatch can only be "*", not ${shown(value)}.`;
}

const NO_METADATA: Readonly<Record<string, string>> = Object.freeze({});

/** What is stored beside the content, of options that are good. A copy: the caller's own may change. */
export function headOf(key: string, options: ObjectWriteOptions | undefined): ObjectHead {
  const metadata = options?.metadata;
  return {
    contentType: options?.contentType ?? contentTypeOf(key),
    cacheControl: options?.cacheControl,
    metadata: metadata === undefined ? NO_METADATA : Object.freeze({ ...metadata }),
    sha256: options?.sha256?.toLowerCase(),
  };
}

/** Why a range is none; undefined when it is one. Whether it lies in the object, the driver knows. */
export function rangeProblem(range: unknown): string | undefined {
  if (range === undefined) return undefined;
  if (typeof range !== 'object' || range === null) return `range must be an object, not ${shown(range)}.`;
  const { offset, length } = range as { readonly offset?: unknown; readonly length?: unknown };
  if (!isCount(offset, 0))
    return `range.offset must be a whole number of bytes, 0 or more, not ${shownNumber(offset)}.`;
  if (length !== undefined && !isCount(length, 1)) {
    return `range.length must be a whole number of bytes, 1 or more, not ${shownNumber(length)}.`;
  }
  return undefined;
}

/** Why `list` cannot take these options; undefined when it can. Whether the cursor is one of its own, the driver knows. */
export function listOptionsProblem(options: ObjectListOptions): string | undefined {
  const { prefix, delimiter, cursor, limit } = options;
  if (limit !== undefined && !(isCount(limit, 1) && limit <= MAX_LIST_LIMIT)) {
    return `limit must be a whole number from 1 to ${String(MAX_LIST_LIMIT)}, not ${shownNumber(limit)}.`;
  }
  if (cursor !== undefined && (typeof cursor !== 'string' || cursor === '')) {
    return `cursor must be the nextCursor of the page before, not ${shown(cursor)}.`;
  }
  return (
    (prefix === undefined ? undefined : prefixProblem(prefix)) ??
    (delimiter === undefined ? undefined : delimiterProblem(delimiter))
  );
}

export function listRequestOf(options: ObjectListOptions | undefined): ListRequest {
  return {
    prefix: options?.prefix ?? '',
    delimiter: options?.delimiter,
    cursor: options?.cursor,
    limit: options?.limit ?? MAX_LIST_LIMIT,
  };
}
