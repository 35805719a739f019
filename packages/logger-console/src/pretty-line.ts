import { escapeControls } from '@internal/redaction';
import type { LineFormat } from './log-line.js';
import type { Palette } from './palette.js';
import { isLoggedError, prettyError } from './pretty-error.js';
import { prettyField } from './pretty-field.js';

/** `12:34:56.789 INFO  message key=value`, in local time; an error follows on indented lines of its own. */
export function createPrettyFormat(palette: Palette): LineFormat {
  return ({ time, level, message, fields }) => {
    const parts = [
      palette.dim(localTime(time)),
      palette.level(level, level.toUpperCase().padEnd(5)),
      escapeControls(message),
    ];
    const blocks: string[] = [];
    for (const [key, value] of Object.entries(fields)) {
      if (isLoggedError(value)) blocks.push(...prettyError(escapeControls(key), value, palette));
      else parts.push(prettyField(key, value, palette));
    }
    return `${[parts.join(' '), ...blocks].join('\n')}\n`;
  };
}

function localTime(time: Date): string {
  const [hours, minutes, seconds] = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${hours}:${minutes}:${seconds}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}
