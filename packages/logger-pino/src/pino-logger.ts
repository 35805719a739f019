import {
  err,
  unwrap,
  type AsyncResult,
  type CloseOptions,
  type IoOptions,
  type Lifecycle,
  type Logger,
  type Provided,
} from '@infra/core';
import { systemClock } from '@internal/clock';
import { FamilyLogger } from '@internal/redaction';
import { PROVIDER } from './errors.js';
import type { Logger as NativeLogger } from 'pino';
import type { Bound } from './bound.js';
import { validateOptions, type PinoLoggerOptions } from './options.js';
import { PinoFamily } from './pino-family.js';
import { onDeadline, waitFor } from './wait.js';

const DEFAULT_CLOSE_DEADLINE_MS = 5_000;

/** A logger that writes through pino. */
export interface PinoLogger extends Logger, Provided, Lifecycle {
  /** The pino logger: the one given, or the one made here. What is logged to it directly is not redacted. */
  readonly native: NativeLogger;
  /** Lines that were to be written and could not be, children's included. */
  readonly dropped: number;
}

/**
 * Makes a logger. Throws an `InfraError` (`validation`) for a wrong option, and does no I/O: the first line opens the
 * destination. After `close()` the logger and its children write nothing more, and say nothing of it.
 */
export function createPinoLogger(options: PinoLoggerOptions = {}): PinoLogger {
  validateOptions(options);
  return new RootLogger(new PinoFamily(options), options);
}

class RootLogger extends FamilyLogger<Bound, IoOptions, AsyncResult<void>> implements PinoLogger {
  readonly provider: string = PROVIDER;
  private readonly root: PinoFamily;
  private readonly clock: NonNullable<PinoLoggerOptions['clock']>;
  private closing: AsyncResult<void> | undefined;

  constructor(family: PinoFamily, { fields, clock = systemClock }: PinoLoggerOptions) {
    super(family, family.bind(undefined, fields));
    this.root = family;
    this.clock = clock;
  }

  get native(): NativeLogger {
    return this.root.native.logger;
  }

  get dropped(): number {
    return this.root.dropped;
  }

  close({ deadlineMs = DEFAULT_CLOSE_DEADLINE_MS }: CloseOptions = {}): AsyncResult<void> {
    this.closing ??= this.release(deadlineMs);
    return this.closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    unwrap(await this.close());
  }

  private async release(deadlineMs: number): AsyncResult<void> {
    const operation = 'logger.close';
    const { threshold, native } = this.root;
    threshold.close();
    const closed = await waitFor(
      (done) => {
        if (native.destination === undefined) this.root.flushDestination(done);
        else native.destination.close(done);
      },
      operation,
      onDeadline(this.clock, deadlineMs, operation),
    );
    if (closed.ok) return closed;
    native.destination?.cutOff();
    return err(closed.error);
  }
}
