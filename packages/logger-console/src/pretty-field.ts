import { escapeControls, type Loggable } from '@internal/redaction';
import type { Palette } from './palette.js';

/** What needs no quotes to be told from its neighbours. */
const BARE = /^[\w./:@+-]+$/;

/** `key=value`: a string as it is where that is unambiguous, anything else as JSON. */
export function prettyField(key: string, value: Loggable, palette: Palette): string {
  const name = BARE.test(key) ? key : JSON.stringify(key);
  const text = typeof value === 'string' && BARE.test(value) ? value : JSON.stringify(value);
  return `${palette.dim(`${escapeControls(name)}=`)}${escapeControls(text)}`;
}
