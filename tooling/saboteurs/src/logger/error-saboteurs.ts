import type { LoggerHarness } from '@infra/conformance';
import { isInfraError } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { mapValues, withValues } from './spoil.js';

/** An error like this one, with nothing but what every error has, and the given cause. */
function bare(error: Error, cause?: unknown): Error {
  const copy = new Error(error.message, cause === undefined ? undefined : { cause });
  copy.name = error.name;
  if (error.stack !== undefined) copy.stack = error.stack;
  return copy;
}

function onErrors(change: (error: Error) => unknown): (harness: LoggerHarness) => LoggerHarness {
  return withValues((value) => (value instanceof Error ? change(value) : value));
}

/** What `JSON.stringify` makes of errors. */
function flatten(value: unknown): unknown {
  if (value instanceof Error) return { ...value };
  if (Array.isArray(value)) return value.map(flatten);
  return typeof value === 'object' && value !== null ? mapValues(value, flatten) : value;
}

export const errorSaboteurs: readonly Saboteur<LoggerHarness>[] = [
  {
    name: 'knows errors by their class alone',
    caughtBy: 'an error of another realm is logged as one',
    sabotage: withValues((value) => {
      const isError = Object.prototype.toString.call(value) === '[object Error]';
      return isError && !(value instanceof Error) ? Object.fromEntries(Object.entries(Object(value) as object)) : value;
    }),
  },
  {
    name: 'logs of an error only the message',
    caughtBy: 'an error is logged with name, message and stack, under any key',
    sabotage: onErrors((error) => error.message),
  },
  {
    name: 'calls every error Error',
    caughtBy: 'an error is logged with name, message and stack, under any key',
    sabotage: onErrors((error) => ({ ...error, name: 'Error', message: error.message, stack: error.stack })),
  },
  {
    name: 'takes an error for a plain object unless it is a field itself',
    caughtBy: 'an error deep inside a field is logged as one',
    sabotage: withValues((value) => (value instanceof Error ? value : flatten(value))),
  },
  {
    name: 'drops the own properties of an error',
    caughtBy: 'an error keeps its own properties',
    sabotage: onErrors((error) => bare(error, error.cause)),
  },
  {
    name: 'logs the cause of an error, and not the cause of that',
    caughtBy: 'the whole cause chain of an error is logged, down to a cause that is no error',
    sabotage: onErrors((error) => bare(error, error.cause instanceof Error ? bare(error.cause) : error.cause)),
  },
  {
    name: 'logs an AggregateError as an Error',
    caughtBy: 'the errors of an AggregateError are logged',
    sabotage: onErrors((error) => (error instanceof AggregateError ? bare(error, error.cause) : error)),
  },
  {
    name: 'asks an InfraError for its JSON, which has no cause',
    caughtBy: 'an InfraError is logged with its code, its origin and its cause',
    sabotage: onErrors((error) => (isInfraError(error) ? error.toJSON() : error)),
  },
];
