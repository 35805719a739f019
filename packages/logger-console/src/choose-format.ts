import { formatJson } from './json-line.js';
import type { LineFormat } from './log-line.js';
import type { ConsoleLoggerOptions } from './options.js';
import { COLORED, PLAIN, wantsColor } from './palette.js';
import { createPrettyFormat } from './pretty-line.js';

/** What `auto` means for this destination and environment. */
export function chooseFormat(
  { format = 'auto', colors = 'auto' }: ConsoleLoggerOptions,
  isTTY: boolean,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): LineFormat {
  if (format === 'json' || (format === 'auto' && !isTTY)) return formatJson;
  return createPrettyFormat((colors === 'auto' ? wantsColor(isTTY, environment) : colors) ? COLORED : PLAIN);
}
