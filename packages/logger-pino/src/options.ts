import type { Clock, ContextCarrier, LogFields, LogLevel, OnError } from '@infra/core';
import { DEFAULT_REDACT_KEYS, isLogLevel, LEVELS } from '@internal/redaction';
import type { DestinationStream, Logger as NativeLogger, LoggerOptions } from 'pino';
import { validationError } from './errors.js';

export interface RedactOptions {
  /** Keys whose value is secret, beside the default ones. Case, `-` and `_` do not matter. Default: none. */
  readonly keys?: readonly string[] | undefined;
  /** Whether the default keys (`password`, `token`, `authorization`, …) are secret as well. Default: true. */
  readonly defaults?: boolean | undefined;
  /** What a secret is replaced with. Default: `[redacted]`. */
  readonly censor?: string | undefined;
}

export interface PinoLoggerOptions {
  /** A pino logger that you made, and whose destination you close. Instead of `pino` and `destination`. */
  readonly logger?: NativeLogger | undefined;
  /** Options of pino for the logger that is made: `base`, `formatters`, `serializers`, `transport`, … Default: pino's. */
  readonly pino?: Omit<LoggerOptions, 'level' | 'levelComparison' | 'useOnlyCustomLevels'> | undefined;
  /**
   * Where lines go: a path, a descriptor, or a stream, which stays yours to close. A path or a descriptor is written before
   * the call returns, so that nothing is lost when the process ends. Default: standard output.
   */
  readonly destination?: string | number | DestinationStream | undefined;
  /** The lightest level that is written. Default: that of `logger`, else `info`. */
  readonly level?: LogLevel | undefined;
  /** Fields of every line. Taken now: later changes to the object do not matter. Default: none. */
  readonly fields?: LogFields | undefined;
  readonly redact?: RedactOptions | undefined;
  /** Gives each line its time, unless `pino.timestamp` or `logger` does. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** What it captures goes on each line; a field of the same name wins. Default: none. */
  readonly context?: ContextCarrier | undefined;
  /** Told of each line that could not be written, of a destination that fails, and of an unknown level. Default: nobody is. */
  readonly onError?: OnError | undefined;
}

/** Throws `validation` for the first option that is wrong. Types say it already; JavaScript and config files do not. */
export function validateOptions(options: PinoLoggerOptions): void {
  const { logger, pino, destination, level, fields, redact, clock, context, onError } = options;
  check(logger === undefined || has(logger, 'child', 'info', 'flush'), 'logger', logger, 'a logger of pino 9 or 10');
  check(pino === undefined || isObject(pino), 'pino', pino, 'an object');
  check(
    destination === undefined || isDestination(destination),
    'destination',
    destination,
    'a path, a descriptor, an object with write(line)',
  );
  check(level === undefined || isLogLevel(level), 'level', level, LEVELS.join(', '));
  check(fields === undefined || isObject(fields), 'fields', fields, 'an object');
  check(redact === undefined || isObject(redact), 'redact', redact, 'an object');
  const { keys, defaults, censor } = redact ?? {};
  check(keys === undefined || isKeyList(keys), 'redact.keys', keys, 'a list of non-empty strings');
  check(defaults === undefined || typeof defaults === 'boolean', 'redact.defaults', defaults, 'true, false');
  check(censor === undefined || typeof censor === 'string', 'redact.censor', censor, 'a string');
  check(clock === undefined || has(clock, 'now', 'schedule'), 'clock', clock, 'a Clock');
  check(context === undefined || has(context, 'capture'), 'context', context, 'a ContextCarrier');
  check(onError === undefined || typeof onError === 'function', 'onError', onError, 'a function');
  if (logger !== undefined && (pino !== undefined || destination !== undefined)) {
    throw wrong('Give either a logger or pino and destination, not both: a logger knows where it writes.');
  }
  if (pino?.transport !== undefined && destination !== undefined) {
    throw wrong('Give either pino.transport or destination, not both: a transport says where it writes.');
  }
}

/** The keys that a redactor is to look for. */
export function redactKeys(redact: RedactOptions = {}): readonly string[] {
  return [...(redact.defaults === false ? [] : DEFAULT_REDACT_KEYS), ...(redact.keys ?? [])];
}

function wrong(message: string): Error {
  return validationError('logger.create', message);
}

function check(valid: boolean, name: string, given: unknown, allowed: string): void {
  if (valid) return;
  const shown = typeof given === 'string' ? `'${given}'` : typeof given === 'object' ? 'an object' : String(given);
  throw wrong(`the option ${name} is ${shown}; allowed: ${allowed}`);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isDestination(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  return typeof value === 'number' ? Number.isSafeInteger(value) && value >= 0 : has(value, 'write');
}

function isKeyList(value: unknown): boolean {
  return Array.isArray(value) && value.every((key) => typeof key === 'string' && key !== '');
}

function has(value: unknown, ...methods: readonly string[]): boolean {
  return isObject(value) && methods.every((method) => typeof Reflect.get(value, method) === 'function');
}
