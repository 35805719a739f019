import type { AsyncResult, CloseOptions, ContextCarrier, Logger, LogLevel, Provided } from '@infra/core';

/** What a case may ask of a logger that it gets. Everything left out keeps the adapter's default. */
export interface LoggerHarnessOptions {
  readonly level?: LogLevel;
  /** Secret keys beside the adapter's own default ones. */
  readonly redactKeys?: readonly string[];
  readonly context?: ContextCarrier;
}

/** One line as it reached the destination. */
export interface LogRecord {
  readonly level: string;
  readonly message: string;
  readonly time: Date;
  /**
   * What the line carries beside these. An `Error` is an object with `name` and `message`, its own properties, and its
   * `cause` and `errors` in the same form; an adapter that writes other names maps them back.
   */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A logger, and what its destination has got so far. */
export interface LoggerUnderTest {
  readonly logger: Logger & Provided;
  /** Every line, parsed from what the destination holds, past the port. */
  records(): Promise<readonly LogRecord[]>;
  /** The very text that the destination holds. */
  raw(): Promise<string>;
}

/** A logger that can be closed. */
export interface ClosableLoggerUnderTest extends LoggerUnderTest {
  close(options?: CloseOptions): AsyncResult<void>;
}

/** What an adapter's test provides, so that the suite can test it. */
export interface LoggerHarness {
  /** A logger at level `info` unless told otherwise, whose destination is empty and shared with nobody. */
  make(options?: LoggerHarnessOptions): Promise<LoggerUnderTest>;
  /** The same with `close()`. Left out where the adapter holds nothing to close. */
  makeClosable?(options?: LoggerHarnessOptions): Promise<ClosableLoggerUnderTest>;
  /** A logger whose destination throws at every line. Left out where it cannot. */
  makeBroken?(options?: LoggerHarnessOptions): Promise<Logger & Provided>;
}

/**
 * The same harness with every logger wrapped, for a second run of the suite: an adapter that passes bare must pass with layers around
 * it.
 *
 * @example wrapLoggers(harness, (logger) => decorate(logger, loggerSpec, ...neutralLayers()))
 */
export function wrapLoggers(
  harness: LoggerHarness,
  wrap: (logger: Logger & Provided) => Logger & Provided,
): LoggerHarness {
  const { make, makeClosable, makeBroken } = harness;
  return {
    ...harness,
    make: async (options) => {
      const made = await make(options);
      return { ...made, logger: wrap(made.logger) };
    },
    ...(makeClosable && {
      makeClosable: async (options) => {
        const made = await makeClosable(options);
        return { ...made, logger: wrap(made.logger) };
      },
    }),
    ...(makeBroken && { makeBroken: async (options) => wrap(await makeBroken(options)) }),
  };
}
