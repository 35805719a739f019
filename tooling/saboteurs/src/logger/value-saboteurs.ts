import type { LoggerHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import { mapValues, withFaults, withValues } from './spoil.js';

/** Takes for a cycle whatever it has seen before. */
function unshare(value: unknown, seen: Set<unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return '[Circular]';
  seen.add(value);
  if (Array.isArray(value)) return value.map((item) => unshare(item, seen));
  return mapValues(value, (item) => unshare(item, seen));
}

function walk(value: unknown): void {
  if (typeof value !== 'object' || value === null || value instanceof Error || value instanceof Map) return;
  if (Object.getPrototypeOf(value) === Object.prototype) Object.values(value).forEach(walk);
}

export const valueSaboteurs: readonly Saboteur<LoggerHarness>[] = [
  {
    name: 'calls JSON.stringify',
    caughtBy: 'circular values do not stop a line',
    sabotage: withValues((value) => {
      JSON.stringify(value);
      return value;
    }),
  },
  {
    name: 'takes a shared value for a cycle',
    caughtBy: 'a shared value that is no cycle is not taken for one',
    sabotage: withValues((value) => unshare(value, new Set())),
  },
  {
    name: 'turns a BigInt into a number',
    caughtBy: 'a BigInt keeps every digit and is never a bare number',
    sabotage: withValues((value) => (typeof value === 'bigint' ? Number(value) : value)),
  },
  {
    name: 'gives up a line that it cannot serialise',
    caughtBy: 'whatever throws while it is read does not stop a line',
    sabotage: withFaults({
      write: (inner, level, message, fields) => {
        try {
          JSON.stringify(fields);
          inner[level](message, fields);
        } catch {
          return;
        }
      },
    }),
  },
  {
    name: 'asks every value whether it is an Error',
    caughtBy: 'a Proxy does not stop a line, revoked or throwing at every turn',
    sabotage: withValues((value) => (value instanceof Error ? value : value)),
  },
  {
    name: 'goes down into objects as deep as they are',
    caughtBy: 'huge, deep and multiplying values do not stop a line',
    sabotage: withValues((value) => {
      walk(value);
      return value;
    }),
  },
  {
    name: 'leaves nothing of a string that is too long',
    caughtBy: 'huge, deep and multiplying values do not stop a line',
    sabotage: withValues((value) => (typeof value === 'string' && value.length > 100_000 ? '[too long]' : value)),
  },
  {
    name: 'formats dates without looking',
    caughtBy: 'values that JSON does not know do not stop a line',
    sabotage: withValues((value) => (value instanceof Date ? value.toISOString() : value)),
  },
  {
    name: 'leaves nothing of a message that is too long',
    caughtBy: 'a huge message arrives, cut at most at its end',
    sabotage: withFaults({
      write: (inner, level, message, fields) => {
        inner[level](message.length > 100_000 ? '[too long]' : message, fields);
      },
    }),
  },
  {
    name: 'trusts the type of the message',
    caughtBy:
      'what types forbid does not make a call throw either: a message that is no string, fields that are no object',
    sabotage: withFaults({
      write: (inner, level, message, fields) => {
        inner[level](message.trim(), fields);
      },
    }),
  },
];
