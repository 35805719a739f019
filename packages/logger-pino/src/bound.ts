import type { LoggableRecord } from '@internal/redaction';

/** What one logger of a family adds to its lines. */
export interface Bound {
  /** Its fields and those of its parents: plain data without secrets. */
  readonly record: LoggableRecord;
  /** Their names: a line that has one of them too has to be put together, or it would have the key twice. */
  readonly names: ReadonlySet<string> | undefined;
  /** pino's bindings and the record as they are written; absent where a line always has to be put together. */
  readonly text: string | undefined;
}
