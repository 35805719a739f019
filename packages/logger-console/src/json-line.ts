import type { LoggableRecord } from '@internal/redaction';
import { escapeControlsInJson } from './control-characters.js';
import type { LineFormat } from './log-line.js';

const RESERVED: readonly string[] = ['time', 'level', 'message'];

/** `{"time":…,"level":…,"message":…,` and then the fields. One line, whatever is in them. */
export const formatJson: LineFormat = ({ time, level, message, fields }) => {
  const rest = JSON.stringify(withoutReserved(fields)).slice(1, -1);
  const head = `{"time":"${time.toISOString()}","level":"${level}","message":${JSON.stringify(message)}`;
  return `${escapeControlsInJson(rest === '' ? head : `${head},${rest}`)}}\n`;
};

/** A field named like a part of the line itself is renamed, `level` to `level_`: it neither replaces the part nor is lost. */
function withoutReserved(fields: LoggableRecord): LoggableRecord {
  if (!RESERVED.some((name) => Object.hasOwn(fields, name))) return fields;
  const renamed = Object.fromEntries(Object.entries(fields).filter(([name]) => !RESERVED.includes(name)));
  for (const name of RESERVED) {
    const value = fields[name];
    if (value !== undefined) renamed[freeName(renamed, name)] = value;
  }
  return renamed;
}

function freeName(fields: LoggableRecord, name: string): string {
  let free = `${name}_`;
  while (Object.hasOwn(fields, free)) free += '_';
  return free;
}
