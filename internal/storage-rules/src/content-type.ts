import { lookup } from 'mrmime';
import { shown } from './names.js';

/** What is known of an object whose key has no known extension. */
export const UNKNOWN_CONTENT_TYPE = 'application/octet-stream';

const MAX_LENGTH = 255;
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = '"(?:[^"\\\\\\x00-\\x1f\\x7f-\\uffff]|\\\\[\\x20-\\x7e])*"';
const MEDIA_TYPE = new RegExp(`^${TOKEN}/${TOKEN}(?: *; *${TOKEN}=(?:${TOKEN}|${QUOTED}))*$`);

/** Why a content type is none (RFC 9110, 8.3); undefined when it is one. */
export function contentTypeProblem(type: unknown): string | undefined {
  if (typeof type === 'string' && type.length <= MAX_LENGTH && MEDIA_TYPE.test(type)) return undefined;
  return `contentType must be a media type such as "image/png" or "text/html; charset=utf-8", of at most ${String(MAX_LENGTH)} characters, not ${shown(type)}.`;
}

/** The content type that the extension of a key says. */
export function contentTypeOf(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1);
  // A name that begins with its only dot is a hidden file's, and has no extension.
  if (name.lastIndexOf('.') <= 0) return UNKNOWN_CONTENT_TYPE;
  const type: unknown = lookup(name);
  // The table is a plain object: an extension `constructor` finds a function.
  return typeof type === 'string' ? type : UNKNOWN_CONTENT_TYPE;
}

/** `image/png` of `Image/PNG; q=1`: what types are compared by. */
export function essenceOf(type: string): string {
  const end = type.indexOf(';');
  return (end === -1 ? type : type.slice(0, end)).trim().toLowerCase();
}
