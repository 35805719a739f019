/** What PGlite runs statements by: https://pglite.dev/docs/api */
export interface PgliteQueries {
  query(
    text: string,
    values?: unknown[],
    options?: {
      readonly rowMode?: 'array' | 'object';
      readonly parsers?: Readonly<Record<number, (text: string) => unknown>>;
    },
  ): Promise<{ readonly rows: unknown[]; readonly affectedRows?: number }>;
  exec(text: string): Promise<unknown>;
}

export interface PgliteTransaction extends PgliteQueries {
  rollback(): Promise<void>;
}

/** A PGlite, as far as it is used here. */
export interface Pglite extends PgliteQueries {
  transaction<T>(body: (tx: PgliteTransaction) => Promise<T>): Promise<T>;
  listen(channel: string, callback: (payload: string) => void): Promise<() => Promise<void>>;
}
