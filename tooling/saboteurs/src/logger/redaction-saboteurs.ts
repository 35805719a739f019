import { inspect } from 'node:util';
import type { LoggerHarness } from '@infra/conformance';
import type { LogFields } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { spoilOptions, withFaults, withFields, withValues } from './spoil.js';

/** Gives the chosen keys a name under which no redactor looks. */
function disguise(fields: object, choose: (key: string, value: unknown) => boolean): LogFields {
  const disguised = Object.entries(fields).map(([key, value]: [string, unknown]) => {
    return [choose(key, value) ? `${key} (disguised)` : key, value];
  });
  return Object.fromEntries(disguised) as LogFields;
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function disguiseNested(choose: (key: string, value: unknown) => boolean): (harness: LoggerHarness) => LoggerHarness {
  return withValues((value) => (isPlain(value) ? disguise(value, choose) : value));
}

export const redactionSaboteurs: readonly Saboteur<LoggerHarness>[] = [
  {
    name: 'does not know that a cvv is secret',
    caughtBy: 'secrets by common names are redacted without being asked for',
    sabotage: withFields((fields) => disguise(fields, (key) => key === 'cvv')),
  },
  {
    name: 'knows a key only in lower case',
    caughtBy: 'a secret is found whatever the case of its key, with - and with _',
    sabotage: disguiseNested((key) => key === key.toUpperCase()),
  },
  {
    name: 'knows a key only without hyphens',
    caughtBy: 'a secret is found whatever the case of its key, with - and with _',
    sabotage: disguiseNested((key) => key.includes('-')),
  },
  {
    name: 'redacts at the top and writes the rest as text',
    caughtBy: 'a secret is found at any depth, in arrays, Maps and Sets',
    sabotage: withValues((value) => (isPlain(value) ? inspect(value, { depth: 10 }) : value)),
  },
  {
    name: 'does not look into Maps',
    caughtBy: 'a secret is found at any depth, in arrays, Maps and Sets',
    sabotage: withValues((value) => (value instanceof Map ? inspect(value) : value)),
  },
  {
    name: 'redacts only a secret that is a string',
    caughtBy: 'a secret is hidden whole, whatever its type',
    sabotage: disguiseNested((key, value) => key === 'password' && Array.isArray(value)),
  },
  {
    name: 'writes the cause of an error as text',
    caughtBy: 'a secret is found in an error, its causes and its parts',
    sabotage: withValues((value) => {
      if (!(value instanceof Error) || value.cause === undefined) return value;
      return Object.assign(new Error(value.message), { why: inspect(value.cause, { depth: 10 }) });
    }),
  },
  {
    name: 'does not take the keys of its user',
    caughtBy: 'keys named by the user are redacted beside the default ones, and nothing else is',
    sabotage: spoilOptions(({ redactKeys: _, ...options }) => options),
  },
  {
    name: 'redacts whatever begins like a secret key',
    caughtBy: 'keys named by the user are redacted beside the default ones, and nothing else is',
    sabotage: spoilOptions((options) => ({ ...options, redactKeys: [...(options.redactKeys ?? []), 'pin'] })),
  },
  {
    name: 'trusts the context',
    caughtBy: 'a secret in the context is redacted',
    sabotage: spoilOptions(({ context, ...options }) => {
      if (context === undefined) return options;
      const capture = () => ({ ...context.capture(), leak: context.capture()['token'] ?? '' });
      return { ...options, context: { ...context, capture } };
    }),
  },
  {
    name: 'does not look for passwords in the message',
    caughtBy: 'the password of a URL is redacted, in the message, in fields and in errors',
    sabotage: withFaults({
      write: (inner, level, message, fields) => {
        inner[level](message.replaceAll('://', ': //'), fields);
      },
    }),
  },
];
