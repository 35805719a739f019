import { types } from 'node:util';
import { isLoggableRecord, type LoggableRecord } from './loggable.js';
import type { Redactor } from './redactor.js';

/** Types promise a string; a caller from JavaScript may bring anything. */
export function plainMessage(redact: Redactor, message: unknown): string {
  const plain = redact(message);
  return typeof plain === 'string' ? plain : JSON.stringify(plain);
}

/** The fields of a line or a child as plain data. An error or a list in their place is kept under a name of its own. */
export function plainFields(redact: Redactor, fields: unknown): LoggableRecord {
  if (fields === undefined || fields === null) return {};
  if (types.isNativeError(fields)) return { error: redact(fields) };
  const plain = redact(fields);
  return isLoggableRecord(plain) ? plain : { fields: plain };
}

/** A field named like a part of the line itself is renamed, `level` to `level_`: it neither replaces the part nor is lost. */
export function renameReserved(fields: LoggableRecord, reserved: readonly string[]): LoggableRecord {
  if (!reserved.some((name) => Object.hasOwn(fields, name))) return fields;
  const renamed = Object.fromEntries(Object.entries(fields).filter(([name]) => !reserved.includes(name)));
  for (const name of reserved) {
    const value = fields[name];
    if (value !== undefined && Object.hasOwn(fields, name)) renamed[freeName(renamed, name)] = value;
  }
  return renamed;
}

function freeName(fields: LoggableRecord, name: string): string {
  let free = `${name}_`;
  while (Object.hasOwn(fields, free)) free += '_';
  return free;
}
