import type { LoggerHarness } from '@infra/conformance';
import type { Context, LogFields, Logger } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { faulty, faultyRoot, spoilLogger, spoilOptions, withFaults, type LoggerFaults } from './spoil.js';

/** The child's own fields are laid over those of the line. */
function withStubbornChildren(inner: Logger, own: LogFields = {}): Logger {
  return faulty(inner, {
    write: (target, level, message, fields) => {
      target[level](message, { ...fields, ...own });
    },
    child: (target, fields) => withStubbornChildren(target.child(fields), { ...own, ...fields }),
  });
}

/** All loggers of a family write the fields of one bag. */
function withOneBag(inner: Logger, bag: Record<string, unknown> = {}): Logger {
  return faulty(inner, {
    write: (target, level, message, fields) => {
      target[level](message, { ...bag, ...fields });
    },
    child: (target, fields) => withOneBag(target, Object.assign(bag, fields)),
  });
}

/** The child's fields are read when a line is written. */
function withLazyChildren(inner: Logger, inherited: () => LogFields = () => ({})): Logger {
  return faulty(inner, {
    write: (target, level, message, fields) => {
      target[level](message, { ...inherited(), ...fields });
    },
    child: (target, fields) => withLazyChildren(target, () => ({ ...inherited(), ...fields })),
  });
}

export const childSaboteurs: readonly Saboteur<LoggerHarness>[] = [
  {
    name: 'trusts the context',
    caughtBy: 'a context that throws costs a line its context, not the line',
    sabotage: (harness) => ({
      ...harness,
      make: async ({ context, ...options } = {}) => {
        const made = await harness.make(options);
        const faults: LoggerFaults = {
          write: (inner, level, message, fields) => {
            inner[level](message, { ...context?.capture(), ...fields });
          },
        };
        return { ...made, logger: faultyRoot(made.logger, faults) };
      },
    }),
  },
  {
    name: 'gives itself out as its own child',
    caughtBy: 'a child puts its fields on each of its lines, and on none of its parent',
    sabotage: spoilLogger((logger) => {
      const faults: LoggerFaults = { child: (inner) => faulty(inner, faults) };
      return faulty(logger, faults);
    }),
  },
  {
    name: 'lets the fields of a child win over those of the line',
    caughtBy: 'a field of the line wins over one of the child, and that over the parent’s',
    sabotage: spoilLogger((logger) => withStubbornChildren(logger)),
  },
  {
    name: 'makes each grandchild a child',
    caughtBy: 'fields pass through three generations',
    sabotage: spoilLogger((logger) => {
      const faults: LoggerFaults = { child: (_, fields) => faulty(logger.child(fields), faults) };
      return faulty(logger, faults);
    }),
  },
  {
    name: 'keeps the fields of all children in one object',
    caughtBy: 'siblings do not see each other’s fields',
    sabotage: spoilLogger((logger) => withOneBag(logger)),
  },
  {
    name: 'reads the fields of a line a moment later',
    caughtBy: 'fields changed after the call change nothing of the line',
    sabotage: withFaults({
      write: (inner, level, message, fields) => {
        queueMicrotask(() => {
          inner[level](message, fields);
        });
      },
    }),
  },
  {
    name: 'reads the fields of a child when it writes a line',
    caughtBy: 'fields changed after child() change nothing of the child',
    sabotage: spoilLogger((logger) => withLazyChildren(logger)),
  },
  {
    name: 'captures the context once',
    caughtBy: 'a line carries the context of its own moment, a child’s lines too; a field of the same name wins',
    sabotage: spoilOptions(({ context, ...options }) => {
      if (context === undefined) return options;
      let first: Context | undefined;
      return { ...options, context: { ...context, capture: () => (first ??= context.capture()) } };
    }),
  },
];
