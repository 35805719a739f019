import type { PgColumn } from 'drizzle-orm/pg-core';

/** How a value that is not null goes to the driver, and comes back from it. */
export interface Codec {
  readonly write: (value: unknown) => unknown;
  readonly read: (value: unknown) => unknown;
}

const asItIs = (value: unknown): unknown => value;

const json: Codec = { write: (value) => JSON.stringify(value), read: (text): unknown => JSON.parse(String(text)) };
const whole53: Codec = { write: asItIs, read: Number };
const whole64: Codec = { write: String, read: (text) => BigInt(String(text)) };

/** Of the kinds that mean the same in memory. drizzle 0.45 has them in its columns, 1.0 in its drivers: what is read here is the same for both. */
const CODECS: Readonly<Record<string, Codec>> = {
  PgBigInt53: whole53,
  PgBigSerial53: whole53,
  PgBigInt64: whole64,
  PgBigSerial64: whole64,
  PgJson: json,
  PgJsonb: json,
};

/** The codec of a column of a type. Those that are not known here are drizzle's. */
export function codecOf(column: PgColumn, type: string): Codec {
  if (type === 'PgTimestamp') return timeCodec(column.getSQLType().endsWith('with time zone'));
  return (
    CODECS[type] ?? {
      write: (value) => column.mapToDriverValue(value),
      read: (value) => column.mapFromDriverValue(value),
    }
  );
}

/** Times come as text, of the session's zone; those without a zone are UTC. */
function timeCodec(hasZone: boolean): Codec {
  return {
    write: (value) => (value instanceof Date ? value.toISOString() : value),
    read: (text) => new Date(hasZone || String(text).endsWith('Z') ? String(text) : `${String(text)}Z`),
  };
}
