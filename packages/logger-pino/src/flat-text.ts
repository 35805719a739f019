import type { Secrets } from '@internal/redaction';

/** Longer texts take the way that knows limits. */
const MAX_LENGTH = 1_024;

const MEMO_SIZE = 1_000;
const MEMO_KEY_LENGTH = 64;

/** What is printable ASCII without `"`, `\` and `@` needs no escaping, and no URL in it has a password. */
const BARE = /^[ !#-?A-[\]-~]*$/;
const PRINTABLE = /^[ -~]*$/;

/** Whether a text has no secret to find, and nothing to escape that JSON leaves alone. */
export function isPlainText(text: string): boolean {
  return text.length <= MAX_LENGTH && (BARE.test(text) || (PRINTABLE.test(text) && !text.includes('://')));
}

/**
 * Writes fields that redaction would leave as they are: plain keys over short plain texts, numbers, booleans and `null`.
 * That is what most lines have, and to find it out costs a fraction of a walk.
 */
export class FlatText {
  private readonly secrets: Secrets;
  private readonly special: ReadonlySet<string>;
  /** What is written before the value of a key; `''` for a key that takes the other way. */
  private readonly memo = new Map<string, string>();

  /** @param special Names that are not written as they are: parts of the line, keys with a serializer. */
  constructor(secrets: Secrets, special: Iterable<string>) {
    this.secrets = secrets;
    this.special = new Set(special);
  }

  /**
   * `,"key":value` for each field, or `undefined` when one takes the other way: one that is in `taken`, too. Reads each
   * value once and never throws.
   */
  of(fields: Readonly<Record<string, unknown>>, taken: ReadonlySet<string> | undefined): string | undefined {
    try {
      if (Object.getPrototypeOf(fields) !== Object.prototype) return undefined;
      let text = '';
      // The fastest way over the keys of a plain object; on its prototype there are none to be enumerated.
      for (const key in fields) {
        const start = this.memo.get(key) ?? this.startOf(key);
        if (start === '' || taken?.has(key) === true) return undefined;
        const value: unknown = fields[key];
        if (typeof value === 'string') {
          if (value.length <= MAX_LENGTH && BARE.test(value)) text += `${start}"${value}"`;
          else if (isPlainText(value)) text += start + JSON.stringify(value);
          else return undefined;
        } else if (typeof value === 'number') {
          if (!Number.isFinite(value)) return undefined;
          text += start + String(value);
        } else if (typeof value === 'boolean' || value === null) text += start + String(value);
        else if (value !== undefined) return undefined;
      }
      return text;
    } catch {
      // Whatever throws while it is read is for the walk, which guards each step.
      return undefined;
    }
  }

  private startOf(key: string): string {
    const plain = BARE.test(key) && !this.special.has(key) && !this.secrets.has(key);
    const start = plain ? `,"${key}":` : '';
    if (key.length <= MEMO_KEY_LENGTH && this.memo.size < MEMO_SIZE) this.memo.set(key, start);
    return start;
  }
}
