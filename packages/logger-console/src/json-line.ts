import { escapeControlsInJson, renameReserved } from '@internal/redaction';
import type { LineFormat } from './log-line.js';

const RESERVED: readonly string[] = ['time', 'level', 'message'];

/** `{"time":…,"level":…,"message":…,` and then the fields. One line, whatever is in them. */
export const formatJson: LineFormat = ({ time, level, message, fields }) => {
  const rest = JSON.stringify(renameReserved(fields, RESERVED)).slice(1, -1);
  const head = `{"time":"${time.toISOString()}","level":"${level}","message":${JSON.stringify(message)}`;
  return `${escapeControlsInJson(rest === '' ? head : `${head},${rest}`)}}\n`;
};
