/** Data as the page can have it: what JSON does not know is text that says what it was. */
export function asJson(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return `${part}n`;
    if (part instanceof Map) return Object.fromEntries<unknown>(part);
    if (part instanceof Set) return Array.from<unknown>(part);
    if (part instanceof Uint8Array) return `${part.byteLength} bytes`;
    return part;
  });
  return text === undefined ? null : JSON.parse(text);
}

const LONGEST_GIST = 160;

/** The beginning of the same in a line. */
export function gistOf(value: unknown): string {
  const text = JSON.stringify(asJson(value));
  return text.length <= LONGEST_GIST ? text : `${text.slice(0, LONGEST_GIST)}…`;
}

/** Tells whether all words of what somebody looks for are in a text, whatever their case. No words are in every text. */
export function finder(find: string): (text: () => string) => boolean {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  return (text) => {
    if (words.length === 0) return true;
    const whole = text().toLowerCase();
    return words.every((word) => whole.includes(word));
  };
}
