import type { LogLevel } from '@infra/core';
import { createConsoleLogger } from '@infra/logger-console';
import { createMemoryLogger } from '@infra/logger-memory';
import { createPinoLogger } from '@infra/logger-pino';
import type { PlaygroundLogger } from './playground-logger.js';
import type { Port, ProviderContext } from './provider.js';

/** Standard output is for the table, or for the one JSON document. */
const STDERR = 2;

export const loggerPort: Port<PlaygroundLogger> = {
  title: 'Logger',
  group: 'Observability',
  summary: 'Structured lines with levels, redaction and child loggers.',
  providers: [
    {
      name: 'console',
      title: 'Console',
      summary: 'Readable lines on a terminal, JSON elsewhere. Here: to stderr, from warn on; --log-level changes that.',
      package: '@infra/logger-console',
      code: { factory: 'createConsoleLogger', options: "{ level: 'info' }" },
      make: (context) => createConsoleLogger({ ...optionsIn(context, 'warn'), destination: 'stderr' }),
    },
    {
      name: 'memory',
      title: 'Memory',
      summary: 'Keeps its lines, for tests to read. Here: from debug on, shown under each run.',
      package: '@infra/logger-memory',
      code: { factory: 'createMemoryLogger', options: "{ level: 'debug' }" },
      make: (context) => createMemoryLogger(optionsIn(context, 'debug')),
    },
    {
      name: 'pino',
      title: 'pino',
      summary: 'JSON lines through pino, with its transports. Here: to stderr, from warn on; --log-level changes that.',
      package: '@infra/logger-pino',
      code: { factory: 'createPinoLogger', options: "{ level: 'info' }", peers: ['pino'] },
      make: (context) => createPinoLogger({ ...optionsIn(context, 'warn'), destination: STDERR }),
    },
  ],
};

/** What the command line says about the lines is for every logger. */
function optionsIn({ log, onError }: ProviderContext, fallback: LogLevel) {
  return { level: log.level ?? fallback, redact: { keys: log.redact }, onError };
}
