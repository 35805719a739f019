/** Plain data as JSON has it: what is left of any value once it may be written to a log. */
export type Loggable = null | boolean | number | string | readonly Loggable[] | LoggableRecord;

export interface LoggableRecord {
  readonly [key: string]: Loggable;
}

/** Whether it is an object with keys, not a list. */
export function isLoggableRecord(value: Loggable): value is LoggableRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
