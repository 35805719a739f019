import type { LineLevel } from '@internal/redaction';

/** What the pretty format colours. */
export interface Palette {
  readonly level: (level: LineLevel, text: string) => string;
  /** What one reads last: the time, the names of fields, stack frames. */
  readonly dim: (text: string) => string;
}

const SGR: Readonly<Record<LineLevel, string>> = {
  trace: '90',
  debug: '36',
  info: '32',
  warn: '33',
  error: '31',
  fatal: '1;97;41',
};

function paint(code: string, text: string): string {
  return `\u001b[${code}m${text}\u001b[0m`;
}

export const PLAIN: Palette = { level: (_, text) => text, dim: (text) => text };

export const COLORED: Palette = {
  level: (level, text) => paint(SGR[level], text),
  dim: (text) => paint('2', text),
};

/** FORCE_COLOR wins over NO_COLOR, as it does in Node; without either a terminal that is not dumb has colours. */
export function wantsColor(isTTY: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = environment;
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return isTTY && term !== 'dumb';
}
