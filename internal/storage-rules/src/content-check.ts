import { UNKNOWN_CONTENT_TYPE, essenceOf } from './content-type.js';
import { canonical, containersOf, isText, isXml, SHY } from './content-families.js';

/** Why the first bytes are not of the declared type; undefined when they may be. */
export type ContentCheck = (head: Uint8Array) => Promise<string | undefined>;

/** As many first bytes as the signatures need. */
export const HEAD_BYTES = 4_100;

/** What looks at the first bytes of an object with this declared type (its essence). Undefined for mere bytes: they may be anything. */
export function contentCheckFor(declared: string): ContentCheck | undefined {
  if (declared === UNKNOWN_CONTENT_TYPE) return undefined;
  return async (head) => {
    // Only storages with such a policy pay for the table of signatures.
    const { fileTypeFromBuffer, supportedMimeTypes } = await import('file-type');
    const first = head.byteLength > HEAD_BYTES ? head.subarray(0, HEAD_BYTES) : head;
    const shown = essenceOf((await fileTypeFromBuffer(first))?.mime ?? '');
    if (shown === '') {
      return hasSignature(declared, supportedMimeTypes)
        ? `The content is declared as ${declared}, and its first bytes are not that.`
        : undefined;
    }
    return isPossible(declared, shown, supportedMimeTypes)
      ? undefined
      : `The content is declared as ${declared}, and its first bytes are those of ${shown}.`;
  };
}

function hasSignature(declared: string, known: ReadonlySet<string>): boolean {
  if (isText(declared) || SHY.has(declared)) return false;
  return known.has(declared) || known.has(canonical(declared)) || containersOf(declared).length > 0;
}

/** Formats within which others are made: a vendor's own type may well be one of these. */
const CONTAINERS: ReadonlySet<string> = new Set([
  'application/zip',
  'application/x-cfb',
  'application/gzip',
  'application/x-sqlite3',
  'application/xml',
]);

function isPossible(declared: string, shown: string, known: ReadonlySet<string>): boolean {
  if (canonical(declared) === canonical(shown)) return true;
  if (shown === 'application/xml') return isXml(declared) || declared === 'text/plain';
  if (isText(declared)) return declared === 'text/plain' && isText(shown);
  if (containersOf(declared).includes(shown)) return true;
  // Every document that is packed in a zip file is one.
  if (canonical(declared) === 'application/zip') return containersOf(shown).includes('application/zip');
  const isOwnFormat =
    declared.startsWith('application/') && !known.has(declared) && containersOf(declared).length === 0;
  return isOwnFormat && CONTAINERS.has(shown);
}
