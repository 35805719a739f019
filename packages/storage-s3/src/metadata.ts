import type { ObjectHead } from '@internal/storage-rules';
import { decodeZ85, encodeZ85 } from './z85.js';

/** In front of a value that is encoded. One that begins with it as given is encoded as well, so decoding never guesses. */
const MARK = 'z85:';

/** Names that begin so are ours; a user's own that does is moved out of the way. */
const RESERVED = 'infra-';
const ESCAPED = 'infra-user-';
const SHA256 = 'infra-sha256';

/**
 * Whether a value survives a header as it is. Not for S3: what is no ASCII, what is empty, spaces at either end and two in a
 * row, which clients, proxies or the signature lose or squeeze.
 */
const isPlain = (value: string): boolean => /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(value) && !value.startsWith(MARK);

/** The user metadata that S3 keeps for an object: its metadata, and its SHA-256 where that is known. */
export function toUserMetadata({ metadata, sha256 }: ObjectHead): Record<string, string> {
  const stored: Record<string, string> = {};
  for (const [name, value] of Object.entries(metadata)) {
    const safeName = name.startsWith(RESERVED) ? `${ESCAPED}${name.slice(RESERVED.length)}` : name;
    stored[safeName] = isPlain(value) ? value : `${MARK}${encodeZ85(Buffer.from(value))}`;
  }
  if (sha256 !== undefined) stored[SHA256] = Buffer.from(sha256, 'hex').toString('base64url');
  return stored;
}

/** What `toUserMetadata` made of it, and the metadata of objects that others have stored. */
export function fromUserMetadata(stored: Readonly<Record<string, string>> = {}): {
  readonly metadata: Readonly<Record<string, string>>;
  readonly sha256: string | undefined;
} {
  const metadata: Record<string, string> = {};
  let sha256: string | undefined;
  for (const [name, value] of Object.entries(stored)) {
    if (name === SHA256) sha256 = Buffer.from(value, 'base64url').toString('hex');
    else metadata[name.startsWith(ESCAPED) ? `${RESERVED}${name.slice(ESCAPED.length)}` : name] = plainText(value);
  }
  return { metadata, sha256 };
}

function plainText(value: string): string {
  if (!value.startsWith(MARK)) return value;
  return decodeZ85(value.slice(MARK.length))?.toString() ?? value;
}
