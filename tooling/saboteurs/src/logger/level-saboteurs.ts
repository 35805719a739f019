import type { LoggerHarness } from '@infra/conformance';
import type { Logger, LogLevel } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { faulty, spoilLogger, spoilSubject, withFaults, type LoggerFaults } from './spoil.js';

const ORDER: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** A logger that filters by a level of its own; `inherit` says what a child starts with and where its changes go. */
function withOwnLevel(inner: Logger, inherit: (level: LogLevel) => LogLevel, level: LogLevel = inner.level): Logger {
  let own = level;
  const faults: LoggerFaults = {
    write: (target, lineLevel, message, fields) => {
      const shared = target.level;
      target.level = 'trace';
      if (ORDER.indexOf(lineLevel) >= ORDER.indexOf(own)) target[lineLevel](message, fields);
      target.level = shared;
    },
    child: (target, fields) => withOwnLevel(target.child(fields), inherit, inherit(own)),
    getLevel: () => own,
    setLevel: (_, next) => (own = next),
  };
  return faulty(inner, faults);
}

export const levelSaboteurs: readonly Saboteur<LoggerHarness>[] = [
  {
    name: 'throws at a level that is none',
    caughtBy: 'a level that is none changes nothing, and does not throw',
    sabotage: withFaults({
      setLevel: (inner, level) => {
        if (!ORDER.includes(level)) throw new TypeError('no level');
        inner.level = level;
      },
    }),
  },
  {
    name: 'writes every line as info',
    caughtBy: 'each method writes one line with its level and message',
    sabotage: withFaults({
      write: (inner, level, message, fields) => {
        if (inner.isLevelEnabled(level)) inner.info(message, fields);
      },
    }),
  },
  {
    name: 'leaves out the lines right at the threshold',
    caughtBy: 'a line is written when it is as heavy as the level or heavier, and not otherwise',
    sabotage: withFaults({
      write: (inner, level, message, fields) => {
        if (level !== inner.level) inner[level](message, fields);
      },
    }),
  },
  {
    name: 'lets fatal through at silent',
    caughtBy: 'silent lets nothing through, fatal included',
    sabotage: withFaults({
      write: (inner, level, message, fields) => {
        const shared = inner.level;
        if (level === 'fatal') inner.level = 'fatal';
        inner[level](message, fields);
        inner.level = shared;
      },
    }),
  },
  {
    name: 'says that every level is enabled',
    caughtBy: 'isLevelEnabled agrees with what is written, at every level',
    sabotage: withFaults({ isLevelEnabled: () => true }),
  },
  {
    name: 'goes on telling the level that it was made with',
    caughtBy: 'level tells the threshold, as made and as set',
    sabotage: spoilLogger((logger) => {
      const made = logger.level;
      return faulty(logger, { getLevel: () => made });
    }),
  },
  {
    name: 'copies the level into each child',
    caughtBy: 'a level set on the parent holds at once for children made before and after',
    sabotage: spoilLogger((logger) => withOwnLevel(logger, (level) => level)),
  },
  {
    name: 'keeps to itself a level that is set on a child',
    caughtBy: 'a level set on a grandchild holds for its parents and their other children',
    sabotage: spoilLogger((logger) =>
      faulty(logger, { child: (inner, fields) => faulty(inner.child(fields), { setLevel: () => undefined }) }),
    ),
  },
  {
    name: 'copies the fields before it looks at the level',
    caughtBy: 'the fields of a line that is not written are not read',
    sabotage: withFaults({
      write: (inner, level, message, fields) => {
        inner[level](message, { ...fields });
      },
    }),
  },
  {
    name: 'stamps each line with the time at which the logger was made',
    caughtBy: 'the time of a line is when it was logged',
    sabotage: spoilSubject((subject) => {
      const time = new Date();
      return { ...subject, records: async () => (await subject.records()).map((record) => ({ ...record, time })) };
    }),
  },
];
