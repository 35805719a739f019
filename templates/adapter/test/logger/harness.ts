import type { ClosableLoggerUnderTest, LoggerHarness, LoggerHarnessOptions } from '@infra/conformance';
import { createTemplateLogger } from '../../src/logger/index.js';

async function make({ level, redactKeys, context }: LoggerHarnessOptions = {}): Promise<ClosableLoggerUnderTest> {
  const logger = createTemplateLogger({ level, context, redact: { keys: redactKeys } });
  return {
    logger,
    // Read here what the destination got, past the port: parsed, and as the very text. See packages/logger-console/test/harness.ts.
    records: async () => [],
    raw: async () => '',
    close: (options) => logger.close(options),
  };
}

/** `makeBroken`, a logger whose destination throws at every line, has the suite test that nobody is harmed by it. */
export const harness: LoggerHarness = { make, makeClosable: make };
