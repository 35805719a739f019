import { createConsoleLogger } from '@infra/logger-console';
import type { Port, Ports } from './provider.js';

export const loggerPort: Port<Ports['logger']> = {
  title: 'Logger',
  group: 'Observability',
  summary: 'Structured lines with levels, redaction and child loggers.',
  providers: [
    {
      name: 'console',
      title: 'Console',
      summary: 'Readable lines on a terminal, JSON elsewhere. The playground logs warnings to stderr.',
      package: '@infra/logger-console',
      make: ({ onError }) => createConsoleLogger({ level: 'warn', destination: 'stderr', onError }),
    },
  ],
};
