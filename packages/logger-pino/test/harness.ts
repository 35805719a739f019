import type { ClosableLoggerUnderTest, LoggerHarness, LoggerHarnessOptions, LogRecord } from '@infra/conformance';
import type { DestinationStream } from 'pino';
import { createPinoLogger, type PinoLoggerOptions } from '../src/index.js';

/** A destination in memory, and what has arrived there. */
export function createBuffer(): DestinationStream & { text(): string } {
  let text = '';
  return {
    write(line) {
      text += line;
    },
    text: () => text,
  };
}

const LEVELS = new Map([[10, 'trace'], [20, 'debug'], [30, 'info'], [40, 'warn'], [50, 'error'], [60, 'fatal']]); // prettier-ignore

function parse(line: string): LogRecord {
  const { level, time, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  return { level: LEVELS.get(Number(level)) ?? '', time: new Date(Number(time)), message: String(msg), fields };
}

/** pino over a destination in memory; `own` says how it is made. */
export function createHarness(own: (destination: DestinationStream) => PinoLoggerOptions): LoggerHarness {
  const optionsOf = (destination: DestinationStream, options: LoggerHarnessOptions = {}): PinoLoggerOptions => {
    const { level, redactKeys, context } = options;
    return { ...own(destination), level, context, redact: { keys: redactKeys } };
  };
  const make = async (options?: LoggerHarnessOptions): Promise<ClosableLoggerUnderTest> => {
    const destination = createBuffer();
    const logger = createPinoLogger(optionsOf(destination, options));
    return {
      logger,
      raw: async () => destination.text(),
      records: async () => destination.text().split('\n').slice(0, -1).map(parse),
      close: (closing) => logger.close(closing),
    };
  };
  const fail = (): never => {
    throw new Error('broken');
  };
  return {
    make,
    makeClosable: make,
    makeBroken: async (options) => createPinoLogger({ ...optionsOf({ write: fail }, options), onError: fail }),
  };
}
