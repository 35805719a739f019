import { isDeepStrictEqual } from 'node:util';
import { isLoggableRecord, type Loggable } from '@internal/redaction';
import type { LogQuery } from './log-line.js';
import type { KeptLine } from './kept-line.js';

/** A query whose fields are in the form that lines have them. */
export interface PlainQuery extends Omit<LogQuery, 'fields'> {
  readonly fields: Loggable | undefined;
}

export function matches({ level, message, fields }: PlainQuery, line: KeptLine): boolean {
  return (
    (level === undefined || line.level === level) &&
    (message === undefined || matchesText(message, line.message)) &&
    (fields === undefined || contains(line.fields, fields))
  );
}

function matchesText(wanted: string | RegExp, text: string): boolean {
  // `search` does not mind the `lastIndex` that a global pattern carries from one use to the next.
  return typeof wanted === 'string' ? text === wanted : text.search(wanted) !== -1;
}

function contains(value: Loggable | undefined, wanted: Loggable): boolean {
  if (value === undefined) return false;
  if (!isLoggableRecord(wanted) || !isLoggableRecord(value)) return isDeepStrictEqual(value, wanted);
  return Object.entries(wanted).every(([key, part]) => Object.hasOwn(value, key) && contains(value[key], part));
}
