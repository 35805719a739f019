import type { AsyncResult, ContextCarrier, InfraError, IoOptions, LogFields } from '@infra/core';
import { err } from '@infra/core';
import {
  createRedactor,
  createReporter,
  createSecrets,
  isLogLevel,
  LEVELS,
  plainFields,
  plainMessage,
  renameReserved,
  Threshold,
  type LineLevel,
  type LoggableRecord,
  type LoggerFamily,
  type Redactor,
  type Reporter,
  type ThresholdLevel,
} from '@internal/redaction';
import type { Logger as NativeLogger } from 'pino';
import type { Bound } from './bound.js';
import { cancelledError, closedError, pinoError, validationError } from './errors.js';
import { createEscapingStream } from './escaping-stream.js';
import { FlatText, isPlainText } from './flat-text.js';
import { flushStream } from './flush-stream.js';
import { createBindingsSetter, createWriter, readInternals, type Internals } from './internals.js';
import { createNative, type Native } from './native.js';
import { redactKeys, type PinoLoggerOptions } from './options.js';
import { createSerialize, ownSerializers, type Serialize } from './serializers.js';
import { onAbort, waitFor } from './wait.js';

/** What a logger and all its descendants share: it chooses the cheapest way to write a line that is right. */
export class PinoFamily implements LoggerFamily<Bound, IoOptions, AsyncResult<void>> {
  readonly threshold: Threshold;
  readonly native: Native;
  dropped = 0;
  private readonly internals: Internals;
  private readonly redact: Redactor;
  private readonly flat: FlatText;
  private readonly serialize: Serialize;
  private readonly context: ContextCarrier | undefined;
  private readonly report: Reporter<InfraError>;
  /** For lines whose fields are text already: pino writes them in place of its bindings. */
  private readonly direct: NativeLogger;
  private readonly setText: (text: string) => void;
  /** For all others: without bindings, which come with the fields, and with escaping. */
  private readonly escaping: NativeLogger;
  private readonly bindings: LoggableRecord;

  constructor(options: PinoLoggerOptions) {
    const { redact: { censor = '[redacted]', ...redact } = {}, context, onError } = options;
    this.report = createReporter(onError);
    this.native = createNative(options, {
      onError: (cause) => this.report(pinoError(cause, 'logger.write')),
      onDrop: () => (this.dropped += 1),
    });
    const { logger, level } = this.native;
    this.threshold = new Threshold(level);
    this.internals = readInternals(logger);
    const { stream, bindings, partNames } = this.internals;
    this.bindings = JSON.parse(`{${bindings.slice(1)}}`) as LoggableRecord;
    const serializers = ownSerializers(this.internals.serializers);
    const keys = redactKeys(redact);
    this.redact = createRedactor({ keys, censor });
    this.flat = new FlatText(createSecrets(keys, censor), [
      ...partNames,
      ...serializers.keys(),
      ...Object.keys(this.bindings),
    ]);
    this.serialize = createSerialize(serializers);
    this.context = context;
    this.direct = createWriter(logger, { bindings: '' });
    this.setText = createBindingsSetter(this.direct);
    this.escaping = createWriter(logger, { bindings: '', stream: createEscapingStream(stream) });
  }

  write(level: LineLevel, message: unknown, bound: Bound, fields: unknown): void {
    try {
      const context = this.context === undefined ? undefined : this.captured(this.context);
      if (bound.text !== undefined && typeof message === 'string' && isPlainText(message)) {
        const first = this.textOf(context, bound);
        const second = this.textOf(fields, bound);
        // Context and line may share a name only where the context has none.
        if (first !== undefined && second !== undefined && (first === '' || second === '')) {
          this.setText(bound.text + first + second);
          this.direct[level](message);
          return;
        }
      }
      this.writeDeep(level, message, bound, context, fields);
    } catch (cause) {
      this.dropped += 1;
      this.report(pinoError(cause, 'logger.write'));
    }
  }

  bind(bound: Bound | undefined, fields: unknown): Bound {
    const record = { ...bound?.record, ...plainFields(this.redact, this.serialize(fields)) };
    const names = Object.keys(record);
    return { record, names: names.length === 0 ? undefined : new Set(names), text: this.boundText(record) };
  }

  setLevel(level: ThresholdLevel): void {
    if (!isLogLevel(level)) {
      this.report(validationError('logger.level', `'${String(level)}' is no level; allowed: ${LEVELS.join(', ')}`));
      return;
    }
    this.threshold.set(level);
    if (this.native.isOwn) this.native.logger.level = level;
  }

  async flush({ signal }: IoOptions = {}): AsyncResult<void> {
    const operation = 'logger.flush';
    if (this.threshold.isClosed) return err(closedError(operation));
    if (signal?.aborted) return err(cancelledError(operation, signal.reason));
    return waitFor((done) => this.flushDestination(done), operation, onAbort(signal, operation));
  }

  flushDestination(done: (cause?: unknown) => void): void {
    if (this.native.destination === undefined) flushStream(this.internals.stream, done);
    else this.native.destination.flush(done);
  }

  private textOf(fields: unknown, { names }: Bound): string | undefined {
    if (fields === undefined || fields === null) return '';
    return typeof fields === 'object' ? this.flat.of(fields as LogFields, names) : undefined;
  }

  private writeDeep(level: LineLevel, message: unknown, { record }: Bound, context: unknown, fields: unknown): void {
    const merged = renameReserved(
      {
        ...this.bindings,
        ...plainFields(this.redact, context),
        ...record,
        ...plainFields(this.redact, this.serialize(fields)),
      },
      this.internals.partNames,
    );
    const { method, headers, socket } = merged;
    // pino would take such a record for a request, and write little of it.
    const looksLikeRequest = Boolean(method && headers && socket);
    const written = looksLikeRequest ? renameReserved(merged, ['socket']) : merged;
    this.escaping[level](written, plainMessage(this.redact, message));
  }

  private boundText(record: LoggableRecord): string | undefined {
    const { bindings, isPlain } = this.internals;
    const own = isPlain && isPlainText(bindings) ? this.flat.of(record, undefined) : undefined;
    return own === undefined ? undefined : bindings + own;
  }

  /** A carrier that fails costs the line its context, not the line. */
  private captured(context: ContextCarrier): unknown {
    try {
      return context.capture();
    } catch (cause) {
      this.report(pinoError(cause, 'context.capture'));
      return undefined;
    }
  }
}
