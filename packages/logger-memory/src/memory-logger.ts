import { ok, unwrap, type AsyncResult, type IoOptions, type Lifecycle, type Logger, type Provided } from '@infra/core';
import { FamilyLogger, type LoggableRecord } from '@internal/redaction';
import { PROVIDER } from './errors.js';
import type { LogLine, LogQuery } from './log-line.js';
import { MemoryFamily } from './memory-family.js';
import { validateOptions, type MemoryLoggerOptions } from './options.js';
import { matches } from './query.js';

/** A logger that keeps its lines, and its children's, to be read by a test. */
export interface MemoryLogger extends Logger, Provided, Lifecycle {
  /** The lines that are kept, oldest first: a copy of the list as it is now. */
  readonly lines: readonly LogLine[];
  /** Lines that made room for newer ones, since the start or the last `clear()`. */
  readonly dropped: number;
  /** The first line that fits, or `undefined`. */
  find(query: LogQuery): LogLine | undefined;
  /** Every line that fits, oldest first. */
  filter(query: LogQuery): readonly LogLine[];
  /** Forgets every line and the number of dropped ones. Level and children stay as they are. */
  clear(): void;
}

/**
 * Makes a logger. Throws an `InfraError` (`validation`) for a wrong option; does no I/O, ever.
 * After `close()` it and its children keep nothing more; what they have kept can still be read.
 */
export function createMemoryLogger(options: MemoryLoggerOptions = {}): MemoryLogger {
  validateOptions(options);
  return new RootLogger(new MemoryFamily(options), options);
}

class RootLogger extends FamilyLogger<LoggableRecord, IoOptions, AsyncResult<void>> implements MemoryLogger {
  readonly provider: string = PROVIDER;
  private readonly root: MemoryFamily;

  constructor(family: MemoryFamily, { fields }: MemoryLoggerOptions) {
    super(family, family.bind({}, fields));
    this.root = family;
  }

  get lines(): readonly LogLine[] {
    return this.root.store.toArray();
  }

  get dropped(): number {
    return this.root.store.dropped;
  }

  find(query: LogQuery): LogLine | undefined {
    return this.filter(query)[0];
  }

  filter({ fields, ...rest }: LogQuery): readonly LogLine[] {
    // In the form that lines have them: whoever looks for a date or an error need not know that form.
    const query = { ...rest, fields: fields === undefined ? undefined : this.root.redact(fields) };
    return this.root.store.toArray().filter((line) => matches(query, line));
  }

  clear(): void {
    this.root.store.clear();
  }

  async close(): AsyncResult<void> {
    this.root.threshold.close();
    return ok();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    unwrap(await this.close());
  }
}
