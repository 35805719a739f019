import { escapeControls, isLoggableRecord, type Loggable, type LoggableRecord } from '@internal/redaction';
import type { Palette } from './palette.js';
import { prettyField } from './pretty-field.js';

/** An `Error` after redaction. */
type LoggedError = LoggableRecord & { readonly name: string; readonly message: string };

const FRAME = /^\s+at /;
const INDENT = '    ';
const OWN_BLOCK: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/** By its shape: the fields of a child have become plain data long before. */
export function isLoggedError(value: Loggable): value is LoggedError {
  return isLoggableRecord(value) && typeof value['name'] === 'string' && typeof value['message'] === 'string';
}

/** The lines for an error: what it is, its own properties, its frames, then what caused it, each indented. */
export function prettyError(label: string, error: LoggedError, palette: Palette, indent: string = INDENT): string[] {
  const own = Object.entries(error)
    .filter(([key]) => !OWN_BLOCK.has(key))
    .map(([key, value]) => prettyField(key, value, palette));
  const head = `${indent}${palette.dim(`${label}:`)} ${escapeControls(`${error.name}: ${error.message}`)}`;
  const frames = framesOf(error).map((frame) => palette.dim(`${indent}${INDENT}${escapeControls(frame)}`));
  return [[head, ...own].join(' '), ...frames, ...causes(error, palette, indent)];
}

function framesOf(error: LoggedError): string[] {
  const { stack } = error;
  if (typeof stack !== 'string') return [];
  return stack
    .split('\n')
    .filter((line) => FRAME.test(line))
    .map((line) => line.trim());
}

function causes(error: LoggedError, palette: Palette, indent: string): string[] {
  const { cause, errors } = error;
  const parts = Array.isArray(errors) ? errors : [];
  return [
    ...parts.flatMap((part: Loggable, index) => block(`errors[${index}]`, part, palette, indent + INDENT)),
    ...(cause === undefined ? [] : block('caused by', cause, palette, indent)),
  ];
}

function block(label: string, value: Loggable, palette: Palette, indent: string): string[] {
  if (isLoggedError(value)) return prettyError(label, value, palette, indent);
  return [`${indent}${palette.dim(`${label}:`)} ${escapeControls(JSON.stringify(value))}`];
}
