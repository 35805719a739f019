import type { ClosableLoggerUnderTest, LoggerHarness, LoggerHarnessOptions } from '@infra/conformance';
import { createMemoryLogger } from '../src/index.js';

async function make({ level, redactKeys, context }: LoggerHarnessOptions = {}): Promise<ClosableLoggerUnderTest> {
  const logger = createMemoryLogger({ level, context, redact: { keys: redactKeys } });
  return {
    logger,
    records: async () => logger.lines,
    // As JSON has it, with what is no printable ASCII escaped: lines in memory are data, and no terminal sees them.
    raw: async () =>
      logger.lines
        .map((line) => JSON.stringify(line).replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`))
        .join('\n'),
    close: () => logger.close(),
  };
}

/** Lines are read where a test author reads them. There is no destination that could be broken. */
export const memoryHarness: LoggerHarness = { make, makeClosable: make };
