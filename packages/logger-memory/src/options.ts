import type { Clock, ContextCarrier, LogFields, LogLevel, OnError } from '@infra/core';
import { DEFAULT_REDACT_KEYS, isLogLevel, LEVELS } from '@internal/redaction';
import { validationError } from './errors.js';

export interface RedactOptions {
  /** Keys whose value is secret, beside the default ones. Case, `-` and `_` do not matter. Default: none. */
  readonly keys?: readonly string[] | undefined;
  /** Whether the default keys (`password`, `token`, `authorization`, …) are secret as well. Default: true. */
  readonly defaults?: boolean | undefined;
  /** What a secret is replaced with. Default: `[redacted]`. */
  readonly censor?: string | undefined;
}

export interface MemoryLoggerOptions {
  /** The lightest level that is kept. Default: `info`. */
  readonly level?: LogLevel | undefined;
  /** How many lines are kept, children's included; the oldest make room and are counted. Default: 10,000. */
  readonly maxLines?: number | undefined;
  /** Fields of every line. Taken now: later changes to the object do not matter. Default: none. */
  readonly fields?: LogFields | undefined;
  readonly redact?: RedactOptions | undefined;
  /** Gives each line its time. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** What it captures goes on each line; a field of the same name wins. Default: none. */
  readonly context?: ContextCarrier | undefined;
  /** Told of a context carrier or clock that throws, and of an unknown level set at run time. Default: nobody is. */
  readonly onError?: OnError | undefined;
}

/** Throws `validation` for the first option that is wrong. Types say it already; JavaScript and config files do not. */
export function validateOptions(options: MemoryLoggerOptions): void {
  const { level, maxLines, fields, redact, clock, context, onError } = options;
  check(level === undefined || isLogLevel(level), 'level', level, LEVELS.join(', '));
  check(maxLines === undefined || isCount(maxLines), 'maxLines', maxLines, 'a whole number of at least 1');
  check(fields === undefined || isObject(fields), 'fields', fields, 'an object');
  check(redact === undefined || isObject(redact), 'redact', redact, 'an object');
  const { keys, defaults, censor } = redact ?? {};
  check(keys === undefined || isKeyList(keys), 'redact.keys', keys, 'a list of non-empty strings');
  check(defaults === undefined || typeof defaults === 'boolean', 'redact.defaults', defaults, 'true, false');
  check(censor === undefined || typeof censor === 'string', 'redact.censor', censor, 'a string');
  check(clock === undefined || hasMethod(clock, 'now'), 'clock', clock, 'a Clock');
  check(context === undefined || hasMethod(context, 'capture'), 'context', context, 'a ContextCarrier');
  check(onError === undefined || typeof onError === 'function', 'onError', onError, 'a function');
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

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isKeyList(value: unknown): boolean {
  return Array.isArray(value) && value.every((key) => typeof key === 'string' && key !== '');
}

function hasMethod(value: unknown, method: string): boolean {
  return isObject(value) && typeof Reflect.get(value, method) === 'function';
}
