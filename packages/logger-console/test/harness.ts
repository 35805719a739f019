import type { ClosableLoggerUnderTest, LoggerHarness, LoggerHarnessOptions, LogRecord } from '@infra/conformance';
import { createConsoleLogger, type ConsoleLoggerOptions } from '../src/index.js';

/** A destination in memory, and what has arrived there. */
export function createBuffer(): { write(line: string): void; text(): string } {
  let text = '';
  return {
    write(line) {
      text += line;
    },
    text: () => text,
  };
}

function parseJson(line: string): LogRecord {
  const { time, level, message, ...fields } = JSON.parse(line) as Record<string, string>;
  return { time: new Date(time ?? Number.NaN), level: level ?? '', message: message ?? '', fields };
}

/** Level and message, up to the first field. The fields are not read back. */
const PRETTY = /^\d\d:\d\d:\d\d\.\d{3} (?<level>[A-Z]+) +(?<message>.*?)(?: [\w."]+=.*)?$/;

function parsePretty(line: string): LogRecord[] {
  const { level, message } = PRETTY.exec(line)?.groups ?? {};
  if (level === undefined || message === undefined) return [];
  return [{ level: level.toLowerCase(), message, time: new Date(Number.NaN), fields: {} }];
}

function createHarness(own: ConsoleLoggerOptions, parse: (line: string) => LogRecord | LogRecord[]): LoggerHarness {
  const optionsOf = ({ level, redactKeys, context }: LoggerHarnessOptions = {}): ConsoleLoggerOptions => {
    return { ...own, level, context, redact: { keys: redactKeys } };
  };
  const make = async (options?: LoggerHarnessOptions): Promise<ClosableLoggerUnderTest> => {
    const destination = createBuffer();
    const logger = createConsoleLogger({ ...optionsOf(options), destination });
    return {
      logger,
      raw: async () => destination.text(),
      records: async () => destination.text().split('\n').slice(0, -1).flatMap(parse),
      close: (closing) => logger.close(closing),
    };
  };
  const fail = (): never => {
    throw new Error('broken');
  };
  return {
    make,
    makeClosable: make,
    makeBroken: async (options) =>
      createConsoleLogger({ ...optionsOf(options), destination: { write: fail }, onError: fail }),
  };
}

/** JSON lines over a destination in memory, read back past the port. */
export const jsonHarness: LoggerHarness = createHarness({ format: 'json' }, parseJson);

/** Pretty text, of which level and message can be read back. */
export const prettyHarness: LoggerHarness = createHarness({ format: 'pretty', colors: false }, parsePretty);
