/**
 * What a terminal obeys, or a reader takes for the end of a line: control characters (C1 too: U+009B begins an escape
 * sequence), the separators U+2028 and U+2029, and the marks that reorder text.
 */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** Most text is nothing else, and finding that out is many times cheaper. */
const PRINTABLE_ASCII = /^[ -~]*$/;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Shows control characters instead of sending them, so that no value can forge a line or move the cursor. */
export function escapeControls(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  return text.replace(CONTROL, (character) => SHORT[character] ?? unicodeEscape(character));
}

/** The same within JSON text, which stays the same JSON. */
export function escapeControlsInJson(json: string): string {
  return PRINTABLE_ASCII.test(json) ? json : json.replace(CONTROL, unicodeEscape);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
