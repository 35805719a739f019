import {
  err,
  ok,
  type AsyncResult,
  type Clock,
  type ContextCarrier,
  type InfraError,
  type IoOptions,
} from '@infra/core';
import { systemClock } from '@internal/clock';
import { deepFreeze, Ring } from '@internal/kept-records';
import {
  createRedactor,
  createReporter,
  isLogLevel,
  LEVELS,
  plainFields,
  plainMessage,
  Threshold,
  type LineLevel,
  type LoggableRecord,
  type LoggerFamily,
  type Redactor,
  type Reporter,
  type ThresholdLevel,
} from '@internal/redaction';
import { cancelledError, closedError, thrownError, validationError } from './errors.js';
import type { KeptLine } from './kept-line.js';
import { redactKeys, type MemoryLoggerOptions } from './options.js';

const DEFAULT_MAX_LINES = 10_000;

/** What a logger and all its descendants share: it turns calls into lines that nothing can change afterwards. */
export class MemoryFamily implements LoggerFamily<LoggableRecord, IoOptions, AsyncResult<void>> {
  readonly threshold: Threshold;
  readonly store: Ring<KeptLine>;
  readonly redact: Redactor;
  private readonly clock: Clock;
  private readonly context: ContextCarrier | undefined;
  private readonly report: Reporter<InfraError>;

  constructor(options: MemoryLoggerOptions) {
    const { level = 'info', maxLines = DEFAULT_MAX_LINES, clock = systemClock, redact, context, onError } = options;
    this.threshold = new Threshold(level);
    this.store = new Ring(maxLines);
    this.redact = createRedactor({ keys: redactKeys(redact), censor: redact?.censor });
    this.clock = clock;
    this.context = context;
    this.report = createReporter(onError);
  }

  write(level: LineLevel, message: unknown, bound: LoggableRecord, fields: unknown): void {
    try {
      // A copy: a clock may hand out one date and move it on.
      const time = new Date(this.clock.now());
      const merged = deepFreeze({ ...this.captured(), ...bound, ...plainFields(this.redact, fields) });
      this.store.add(Object.freeze({ level, message: plainMessage(this.redact, message), time, fields: merged }));
    } catch (cause) {
      this.report(thrownError(cause, 'logger.write'));
    }
  }

  bind(bound: LoggableRecord, fields: unknown): LoggableRecord {
    return { ...bound, ...plainFields(this.redact, fields) };
  }

  setLevel(level: ThresholdLevel): void {
    if (isLogLevel(level)) this.threshold.set(level);
    else this.report(validationError('logger.level', `'${String(level)}' is no level; allowed: ${LEVELS.join(', ')}`));
  }

  async flush({ signal }: IoOptions = {}): AsyncResult<void> {
    const operation = 'logger.flush';
    if (this.threshold.isClosed) return err(closedError(operation));
    return signal?.aborted ? err(cancelledError(operation, signal.reason)) : ok();
  }

  /** A carrier that fails costs the line its context, not the line. */
  private captured(): LoggableRecord {
    if (this.context === undefined) return {};
    try {
      return plainFields(this.redact, this.context.capture());
    } catch (cause) {
      this.report(thrownError(cause, 'context.capture'));
      return {};
    }
  }
}
