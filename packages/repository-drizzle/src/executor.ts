import type { ClientBase, CustomTypesConfig, Pool, QueryArrayConfig } from 'pg';
import type { PgliteQueries } from './pglite-client.js';

/** A statement, ready to be sent. One with a name is prepared once per connection. */
export interface Query {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name?: string | undefined;
}

export interface Reply {
  readonly rows: readonly (readonly unknown[])[];
  /** How many rows it changed. */
  readonly count: number;
  /** What was done: `COMMIT`, `ROLLBACK`. */
  readonly command: string;
}

/** Whatever runs statements: a pool, one of its connections, PGlite. Rejects with what the database says. */
export type Execute = (query: Query) => Promise<Reply>;

/** Dates, times and JSON as the database writes them, as drizzle's columns want to read them. */
const AS_TEXT = new Set([114, 3802, 1082, 1114, 1184, 1186, 1115, 1182, 1185, 1187, 1231]);

const asItIs = (text: string): string => text;

export function executeOn(client: Pool | ClientBase, types: CustomTypesConfig, prepare: boolean): Execute {
  const asText: CustomTypesConfig = {
    getTypeParser: (id: number, format?: 'text' | 'binary') =>
      AS_TEXT.has(id) ? asItIs : (types.getTypeParser(id, format) as (text: string) => unknown),
  };
  return async ({ text, values, name }) => {
    const config: QueryArrayConfig = {
      text,
      values: [...values],
      rowMode: 'array',
      types: asText,
      ...(prepare && name !== undefined && { name }),
    };
    const { rows, rowCount, command } = await client.query<unknown[]>(config);
    return { rows, count: rowCount ?? 0, command };
  };
}

export function executeOnPglite(client: PgliteQueries): Execute {
  const parsers = Object.fromEntries([...AS_TEXT].map((id) => [id, asItIs]));
  return async ({ text, values }) => {
    const { rows, affectedRows } = await client.query(text, [...values], { rowMode: 'array', parsers });
    // By the mode they are arrays.
    return { rows: rows as readonly (readonly unknown[])[], count: affectedRows ?? 0, command: '' };
  };
}
