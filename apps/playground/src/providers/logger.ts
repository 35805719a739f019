import type { Lifecycle, Logger } from '@infra/core';
import { createConsoleLogger } from '@infra/logger-console';
import { createMemoryLogger, type LogLine } from '@infra/logger-memory';
import { createPinoLogger } from '@infra/logger-pino';
import type { Port } from './provider.js';

/** A logger; one that keeps its lines lets them be read. */
type PlaygroundLogger = Logger & Lifecycle & { readonly lines?: readonly LogLine[] };

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
      make: ({ log, onError }) =>
        createConsoleLogger({
          level: log.level ?? 'warn',
          redact: { keys: log.redact },
          destination: 'stderr',
          onError,
        }),
    },
    {
      name: 'memory',
      title: 'Memory',
      summary: 'Keeps its lines, for tests to read. Here: from debug on, shown under each run.',
      package: '@infra/logger-memory',
      code: { factory: 'createMemoryLogger', options: "{ level: 'debug' }" },
      make: ({ log, onError }) =>
        createMemoryLogger({ level: log.level ?? 'debug', redact: { keys: log.redact }, onError }),
    },
    {
      name: 'pino',
      title: 'pino',
      summary: 'JSON lines through pino, with its transports. Here: to stderr, from warn on; --log-level changes that.',
      package: '@infra/logger-pino',
      code: { factory: 'createPinoLogger', options: "{ level: 'info' }", peers: ['pino'] },
      make: ({ log, onError }) =>
        createPinoLogger({
          level: log.level ?? 'warn',
          redact: { keys: log.redact },
          destination: STDERR,
          onError,
        }),
    },
  ],
};
