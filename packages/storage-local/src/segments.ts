import type { Naming } from './naming.js';

/** What a name on disk stands for: an object's last segment, a segment with more below it, or the first part of a long segment. */
export type NameKind = 'object' | 'folder' | 'part';

/** A name that is this long on disk is cut: file systems take 255 bytes, of which a marker and one more character need some. */
const CUT_BYTES = 200;

const EMPTY = '%_';
const MARK = '%';
const PART = '%+';

/** Names that Windows keeps for devices, whatever their extension is. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\.|$)/i;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function escaped(character: string): string {
  let text = '';
  for (const byte of encoder.encode(character)) text += `%${byte.toString(16).padStart(2, '0')}`;
  return text;
}

/** A piece of a segment as a name, without the marker that says what it is. */
function base(piece: string, naming: Naming): string {
  if (piece === '') return EMPTY;
  let name = '';
  for (const character of piece) name += naming.isPlain(character) ? character : escaped(character);
  const last = name.at(-1);
  if (last === '.' || last === ' ') name = name.slice(0, -1) + escaped(last);
  // The first letter is ASCII: all devices' are.
  return DEVICE.test(name) ? escaped(name.charAt(0)) + name.slice(1) : name;
}

/**
 * Objects and folders never share a name: one with a dot is an object's, one without is a folder's, and whichever is the other
 * way round carries a mark. So ordinary keys are what they look like, and `a` exists beside `a/b`.
 */
function marked(name: string, kind: 'object' | 'folder'): string {
  return name.includes('.') === (kind === 'object') ? name : name + MARK;
}

/** The names on disk, outermost first, of one segment of a key. */
export function namesOf(segment: string, kind: 'object' | 'folder', naming: Naming): string[] {
  const names: string[] = [];
  let piece = '';
  let bytes = 0;
  for (const character of segment) {
    piece += character;
    bytes += naming.isPlain(character) ? encoder.encode(character).length : escaped(character).length;
    // Cut at once, though nothing may follow: so nothing else at this level begins with a part, which keeps the order of keys.
    if (bytes >= CUT_BYTES) {
      names.push(base(piece, naming) + PART);
      piece = '';
      bytes = 0;
    }
  }
  return [...names, marked(base(piece, naming), kind)];
}

/** What a name on disk says; undefined for one that no key has. */
export function readName(
  name: string,
  isDirectory: boolean,
  naming: Naming,
): { readonly kind: NameKind; readonly text: string } | undefined {
  const kind = !isDirectory ? 'object' : name.endsWith(PART) ? 'part' : 'folder';
  const text = decoded(kind === 'part' ? name.slice(0, -PART.length) : name.endsWith(MARK) ? name.slice(0, -1) : name);
  // `.` and `..` may follow a part; where they are whole segments, no key has them, and the listing leaves them out.
  if (text === undefined || text.includes('/')) return undefined;
  // Only the one name that a key is written to is its own: otherwise two files could be the same object.
  if (kind === 'part') {
    const [first, second] = namesOf(text, 'folder', naming);
    return first === name && second === EMPTY ? { kind, text } : undefined;
  }
  const names = namesOf(text, kind, naming);
  return names.length === 1 && names[0] === name ? { kind, text } : undefined;
}

function decoded(name: string): string | undefined {
  if (name === EMPTY) return '';
  if (!name.includes('%')) return name;
  if (/%(?![0-9a-f]{2})/.test(name)) return undefined;
  const bytes: number[] = [];
  for (const [part] of name.matchAll(/%[0-9a-f]{2}|[^%]+/g)) {
    if (part.startsWith('%')) bytes.push(Number.parseInt(part.slice(1), 16));
    else bytes.push(...encoder.encode(part));
  }
  try {
    return decoder.decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}
