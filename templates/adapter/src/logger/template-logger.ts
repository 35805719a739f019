import {
  unwrap,
  type AsyncResult,
  type CloseOptions,
  type IoOptions,
  type Lifecycle,
  type Logger,
  type Provided,
} from '@infra/core';
import { FamilyLogger, type LoggableRecord } from '@internal/redaction';
import { PROVIDER } from './errors.js';
import { validateOptions, type TemplateLoggerOptions } from './options.js';
import { TemplateFamily } from './template-family.js';

const CLOSE_DEADLINE_MS = 5_000;

/** A logger that writes to Template. */
export interface TemplateLogger extends Logger, Provided, Lifecycle {}

/** Makes a logger. Does no I/O. Throws `validation` for an option that makes no sense, and for nothing else. */
export function createTemplateLogger(options: TemplateLoggerOptions = {}): TemplateLogger {
  validateOptions(options);
  return new RootLogger(new TemplateFamily(options), options);
}

class RootLogger extends FamilyLogger<LoggableRecord, IoOptions, AsyncResult<void>> implements TemplateLogger {
  readonly provider: string = PROVIDER;
  private readonly root: TemplateFamily;
  private closing: AsyncResult<void> | undefined;

  constructor(family: TemplateFamily, { fields }: TemplateLoggerOptions) {
    super(family, family.bind({}, fields));
    this.root = family;
  }

  close({ deadlineMs = CLOSE_DEADLINE_MS }: CloseOptions = {}): AsyncResult<void> {
    if (this.closing !== undefined) return this.closing;
    this.root.threshold.close();
    this.closing = this.root.destination.close(deadlineMs);
    return this.closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    unwrap(await this.close());
  }
}
