import type { LoggerHarness } from '@infra/conformance';
import type { Logger, Provided } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { faultyRoot, spoilSubject, withFaults, withFields, withValues } from './spoil.js';

function throwing(logger: Logger & Provided): Logger & Provided {
  return faultyRoot(logger, {
    write: () => {
      throw new Error('the destination is broken');
    },
  });
}

export const lineSaboteurs: readonly Saboteur<LoggerHarness>[] = [
  {
    name: 'turns every value into text',
    caughtBy: 'plain fields arrive as they are',
    sabotage: withValues((value) => (typeof value === 'number' ? `${value}` : value)),
  },
  {
    name: 'writes a line for each line of the message',
    caughtBy: 'a call writes one line, whatever line breaks are in it',
    sabotage: withFaults({
      write: (inner, level, message, fields) => {
        for (const part of message.split('\n')) inner[level](part, fields);
      },
    }),
  },
  {
    name: 'leaves alone the line breaks that JSON leaves alone',
    caughtBy: 'a call writes one line, whatever line breaks are in it',
    sabotage: spoilSubject((subject) => ({
      ...subject,
      raw: async () => (await subject.raw()).replaceAll('\\u2028', '\u2028'),
    })),
  },
  {
    name: 'sends C1 control characters to the terminal',
    caughtBy: 'no escape sequence for a terminal gets out raw',
    sabotage: spoilSubject((subject) => ({
      ...subject,
      raw: async () => (await subject.raw()).replaceAll('\\u009b', '\u009b'),
    })),
  },
  {
    name: 'writes the lines of each child together',
    caughtBy: 'lines keep the order of the calls, over parent and children',
    sabotage: spoilSubject((subject) => ({
      ...subject,
      records: async () => {
        const records = await subject.records();
        return [...records.filter(({ fields }) => !('a' in fields)), ...records.filter(({ fields }) => 'a' in fields)];
      },
    })),
  },
  {
    name: 'loses the fields that are named like a part of the line',
    caughtBy: 'a field named like a part of the line does not replace that part, and is not lost',
    sabotage: withFields(({ time: _time, level: _level, message: _message, ...fields }) => fields),
  },
  {
    name: 'lets a field replace the level of its line',
    caughtBy: 'a field named like a part of the line does not replace that part, and is not lost',
    sabotage: withFaults({
      write: (inner, level, message, fields) => {
        inner[fields?.['level'] === undefined ? level : 'fatal'](message, fields);
      },
    }),
  },
  {
    name: 'leaves out a field with a dangerous key inside',
    caughtBy: 'a field named __proto__ touches no prototype',
    sabotage: withFields((fields) => {
      const safe = Object.entries(fields).filter(([, value]) => !Object.hasOwn(Object(value) as object, '__proto__'));
      return Object.fromEntries(safe);
    }),
  },
  {
    name: 'passes on what its destination throws',
    caughtBy: 'a destination that throws never makes a call throw',
    sabotage: (harness) => ({
      ...harness,
      makeBroken: async (options) => throwing((await harness.make(options)).logger),
    }),
  },
];
