import type { ClosableLoggerUnderTest, LoggerHarness, LoggerHarnessOptions, LoggerUnderTest } from '@infra/conformance';
import type { IoOptions, LogFields, Logger, LogLevel, Provided } from '@infra/core';

export type LineLevel = Exclude<LogLevel, 'silent'>;

/** What a wrong logger does in its own way; the rest goes on to the right one, which it gets as `inner`. */
export interface LoggerFaults {
  write?(inner: Logger, level: LineLevel, message: string, fields: LogFields | undefined): void;
  child?(inner: Logger, fields: LogFields): Logger;
  isLevelEnabled?(inner: Logger, level: LogLevel): boolean;
  getLevel?(inner: Logger): LogLevel;
  setLevel?(inner: Logger, level: LogLevel): void;
  flush?(inner: Logger, options?: IoOptions): ReturnType<Logger['flush']>;
}

/** A logger with faults, which its children inherit. */
export function faulty(inner: Logger, faults: LoggerFaults): Logger {
  const writer = (level: LineLevel) => (message: string, fields?: LogFields) => {
    if (faults.write === undefined) inner[level](message, fields);
    else faults.write(inner, level, message, fields);
  };
  return {
    trace: writer('trace'),
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    fatal: writer('fatal'),
    child: (fields) => faults.child?.(inner, fields) ?? faulty(inner.child(fields), faults),
    isLevelEnabled: (level) => faults.isLevelEnabled?.(inner, level) ?? inner.isLevelEnabled(level),
    flush: (options) => faults.flush?.(inner, options) ?? inner.flush(options),
    get level() {
      return faults.getLevel?.(inner) ?? inner.level;
    },
    set level(level) {
      if (faults.setLevel === undefined) inner.level = level;
      else faults.setLevel(inner, level);
    },
  };
}

/** The same for the logger that has the provider's name. */
export function faultyRoot(inner: Logger & Provided, faults: LoggerFaults): Logger & Provided {
  return Object.assign(faulty(inner, faults), { provider: inner.provider });
}

/** Spoils every logger that a harness makes. `change` runs once for each, so that it may keep state. */
export function spoilLogger(change: (logger: Logger) => Logger): (harness: LoggerHarness) => LoggerHarness {
  return spoilSubject((subject) => {
    const { provider } = subject.logger;
    return { ...subject, logger: Object.assign(change(subject.logger), { provider }) };
  });
}

/** The same by faults without state. */
export function withFaults(faults: LoggerFaults): (harness: LoggerHarness) => LoggerHarness {
  return spoilLogger((logger) => faulty(logger, faults));
}

/** Spoils the fields on their way to a line or a child. */
export function withFields(change: (fields: LogFields) => LogFields): (harness: LoggerHarness) => LoggerHarness {
  const faults: LoggerFaults = {
    write: (inner, level, message, fields) => {
      inner[level](message, fields === undefined ? undefined : change(fields));
    },
    child: (inner, fields) => faulty(inner.child(change(fields)), faults),
  };
  return withFaults(faults);
}

/** Spoils each value of the fields, as `withFields` does. */
export function withValues(change: (value: unknown) => unknown): (harness: LoggerHarness) => LoggerHarness {
  return withFields((fields) => mapValues(fields, change));
}

export function mapValues(fields: object, change: (value: unknown) => unknown): LogFields {
  return Object.fromEntries(Object.entries(fields).map(([key, value]: [string, unknown]) => [key, change(value)]));
}

/** Spoils what a harness makes: the logger, its close, or what is seen of the destination. */
export function spoilSubject(
  change: <Subject extends LoggerUnderTest>(subject: Subject) => Subject,
): (harness: LoggerHarness) => LoggerHarness {
  return ({ make, makeClosable, ...rest }) => ({
    ...rest,
    make: async (options) => change(await make(options)),
    ...(makeClosable && { makeClosable: async (options) => change(await makeClosable(options)) }),
  });
}

/** Spoils the closable loggers alone. */
export function spoilClosable(
  change: (subject: ClosableLoggerUnderTest) => ClosableLoggerUnderTest,
): (harness: LoggerHarness) => LoggerHarness {
  return ({ makeClosable, ...rest }) => ({
    ...rest,
    ...(makeClosable && { makeClosable: async (options) => change(await makeClosable(options)) }),
  });
}

/** Spoils what the logger is made with. */
export function spoilOptions(
  change: (options: LoggerHarnessOptions) => LoggerHarnessOptions,
): (harness: LoggerHarness) => LoggerHarness {
  return ({ make, ...rest }) => ({ ...rest, make: (options = {}) => make(change(options)) });
}
