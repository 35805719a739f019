import type { ClosableLoggerUnderTest, LoggerHarness, LoggerHarnessOptions, LogRecord } from '@infra/conformance';
import { createConsoleLogger, type LogDestination } from '@infra/logger-console';

function parse(line: string): LogRecord {
  const { time, level, message, ...fields } = JSON.parse(line) as Record<string, string>;
  return { time: new Date(time ?? Number.NaN), level: level ?? '', message: message ?? '', fields };
}

function create(destination: LogDestination, { level, context, redactKeys }: LoggerHarnessOptions = {}) {
  return createConsoleLogger({ format: 'json', destination, level, context, redact: { keys: redactKeys } });
}

async function make(options?: LoggerHarnessOptions): Promise<ClosableLoggerUnderTest> {
  const lines: string[] = [];
  const logger = create({ write: (line) => lines.push(line) }, options);
  return {
    logger,
    raw: async () => lines.join(''),
    records: async () => lines.join('').split('\n').slice(0, -1).map(parse),
    close: (closing) => logger.close(closing),
  };
}

/** A logger without fault, for saboteurs to spoil. */
export const correctLoggerHarness: LoggerHarness = {
  make,
  makeClosable: make,
  makeBroken: async (options) =>
    create(
      {
        write: () => {
          throw new Error('the destination is broken');
        },
      },
      options,
    ),
};
