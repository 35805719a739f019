import type { LoggerHarness } from '@infra/conformance';
import { err, InfraError, ok } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { faultyRoot, spoilClosable, spoilSubject, withFaults, type LoggerFaults } from './spoil.js';

const lagging: LoggerFaults = {
  write: (inner, level, message, fields) => {
    setTimeout(() => {
      inner[level](message, fields);
    }, 5);
  },
  flush: async () => ok(),
};

export const flushSaboteurs: readonly Saboteur<LoggerHarness>[] = [
  {
    name: 'goes by another name than its errors',
    caughtBy: 'it has the name that its errors carry as their provider',
    sabotage: spoilSubject((subject) => ({
      ...subject,
      logger: { ...faultyRoot(subject.logger, {}), provider: 'other' },
    })),
  },
  {
    name: 'says that it has flushed while lines are still waiting',
    caughtBy: 'flush settles when every line so far is at the destination, a child’s too',
    sabotage: withFaults(lagging),
  },
  {
    name: 'flushes without end',
    caughtBy: 'flush settles when every line so far is at the destination, a child’s too',
    sabotage: withFaults({ flush: () => new Promise(() => undefined) }),
  },
  {
    name: 'ignores the signal of a flush',
    caughtBy: 'flush with an aborted signal is cancelled, and loses no line',
    sabotage: withFaults({ flush: (inner) => inner.flush() }),
  },
  {
    name: 'closes without waiting for what it has buffered',
    caughtBy: 'close lets every line so far arrive, and is idempotent',
    sabotage: spoilClosable((subject) => ({ ...subject, logger: faultyRoot(subject.logger, lagging) })),
  },
  {
    name: 'fails when it is closed a second time',
    caughtBy: 'close lets every line so far arrive, and is idempotent',
    sabotage: spoilClosable((subject) => {
      let closed = false;
      return {
        ...subject,
        close: async () => {
          if (closed)
            return err(new InfraError({ code: 'conflict', message: 'closed', provider: 'x', operation: 'y' }));
          closed = true;
          return subject.close();
        },
      };
    }),
  },
  {
    name: 'goes on writing after it was closed',
    caughtBy: 'after close calls neither throw nor write, and flush is unavailable',
    sabotage: spoilClosable((subject) => ({ ...subject, close: async () => ok() })),
  },
  {
    name: 'throws at a line after it was closed',
    caughtBy: 'after close calls neither throw nor write, and flush is unavailable',
    sabotage: spoilClosable((subject) => {
      const write = (): void => {
        throw new Error('write after end');
      };
      let logger = subject.logger;
      return {
        ...subject,
        get logger() {
          return logger;
        },
        close: async () => {
          logger = faultyRoot(subject.logger, { write });
          return subject.close();
        },
      };
    }),
  },
];
