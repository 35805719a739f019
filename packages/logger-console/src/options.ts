import type { Clock, ContextCarrier, LogFields, LogLevel, OnError } from '@infra/core';
import { DEFAULT_REDACT_KEYS, isLogLevel, LEVELS } from '@internal/redaction';
import type { LogDestination } from './destination.js';
import { validationError } from './errors.js';

export interface RedactOptions {
  /** Keys whose value is secret, beside the default ones. Case, `-` and `_` do not matter. Default: none. */
  readonly keys?: readonly string[] | undefined;
  /** Whether the default keys (`password`, `token`, `authorization`, …) are secret as well. Default: true. */
  readonly defaults?: boolean | undefined;
  /** What a secret is replaced with. Default: `[redacted]`. */
  readonly censor?: string | undefined;
}

export interface ConsoleLoggerOptions {
  /** The lightest level that is written. Default: `info`. */
  readonly level?: LogLevel | undefined;
  /** `pretty` for people, `json` for machines; `auto` is pretty on a terminal and JSON elsewhere. Default: `auto`. */
  readonly format?: 'pretty' | 'json' | 'auto' | undefined;
  /** Colours in pretty format; `auto` goes by FORCE_COLOR, then NO_COLOR, then the terminal. Default: `auto`. */
  readonly colors?: boolean | 'auto' | undefined;
  /** Fields of every line. Taken now: later changes to the object do not matter. Default: none. */
  readonly fields?: LogFields | undefined;
  readonly redact?: RedactOptions | undefined;
  /** Gives each line its time. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** What it captures goes on each line; a field of the same name wins. Default: none. */
  readonly context?: ContextCarrier | undefined;
  /** Default: `stdout`. A destination that is given is flushed by `close()`, and not closed. */
  readonly destination?: 'stdout' | 'stderr' | LogDestination | undefined;
  /** Told of each line that could not be written, and of an unknown level set at run time. Default: nobody is. */
  readonly onError?: OnError | undefined;
}

const FORMATS: readonly unknown[] = ['pretty', 'json', 'auto'];
const COLORS: readonly unknown[] = [true, false, 'auto'];
const STANDARD: readonly unknown[] = ['stdout', 'stderr'];

/** Throws `validation` for the first option that is wrong. Types say it already; JavaScript and config files do not. */
export function validateOptions(options: ConsoleLoggerOptions): void {
  const { level, format, colors, fields, redact, clock, context, destination, onError } = options;
  check(level === undefined || isLogLevel(level), 'level', level, LEVELS.join(', '));
  check(format === undefined || FORMATS.includes(format), 'format', format, FORMATS.join(', '));
  check(colors === undefined || COLORS.includes(colors), 'colors', colors, COLORS.join(', '));
  check(fields === undefined || isObject(fields), 'fields', fields, 'an object');
  check(redact === undefined || isObject(redact), 'redact', redact, 'an object');
  check(
    redact?.keys === undefined || isKeyList(redact.keys),
    'redact.keys',
    redact?.keys,
    'a list of non-empty strings',
  );
  check(isOneOf(redact?.defaults, 'boolean'), 'redact.defaults', redact?.defaults, 'true, false');
  check(isOneOf(redact?.censor, 'string'), 'redact.censor', redact?.censor, 'a string');
  check(clock === undefined || has(clock, 'now', 'schedule'), 'clock', clock, 'a Clock');
  check(context === undefined || has(context, 'capture'), 'context', context, 'a ContextCarrier');
  check(isOneOf(onError, 'function'), 'onError', onError, 'a function');
  check(
    destination === undefined || STANDARD.includes(destination) || has(destination, 'write'),
    'destination',
    destination,
    'stdout, stderr, an object with write(line)',
  );
}

/** The keys that a redactor is to look for. */
export function redactKeys(redact: RedactOptions = {}): readonly string[] {
  return [...(redact.defaults === false ? [] : DEFAULT_REDACT_KEYS), ...(redact.keys ?? [])];
}

function check(valid: boolean, name: string, given: unknown, allowed: string): void {
  if (valid) return;
  const shown = typeof given === 'string' ? `'${given}'` : typeof given === 'object' ? 'an object' : String(given);
  throw validationError('logger.create', `the option ${name} is ${shown}; allowed: ${allowed}`);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isOneOf(value: unknown, type: string): boolean {
  return value === undefined || typeof value === type;
}

function isKeyList(value: unknown): boolean {
  return Array.isArray(value) && value.every((key) => typeof key === 'string' && key !== '');
}

function has(value: unknown, ...methods: readonly string[]): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    methods.every((method) => typeof Reflect.get(value, method) === 'function')
  );
}
