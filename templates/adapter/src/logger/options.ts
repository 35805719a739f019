import type { Clock, ContextCarrier, LogFields, LogLevel, OnError } from '@infra/core';
import { DEFAULT_REDACT_KEYS, isLogLevel, LEVELS } from '@internal/redaction';
import { errors } from './errors.js';

export interface RedactOptions {
  /** Keys whose value is secret, beside the default ones. Case, `-` and `_` do not matter. Default: none. */
  readonly keys?: readonly string[] | undefined;
  /** Whether the default keys (`password`, `token`, `authorization`, …) are secret as well. Default: true. */
  readonly defaults?: boolean | undefined;
  /** What a secret is replaced with. Default: `[redacted]`. */
  readonly censor?: string | undefined;
}

export interface TemplateLoggerOptions {
  /** The lightest level that is written. Default: `info`. */
  readonly level?: LogLevel | undefined;
  /** Fields of every line. Taken now: later changes to the object do not matter. Default: none. */
  readonly fields?: LogFields | undefined;
  readonly redact?: RedactOptions | undefined;
  /** Gives each line its time. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** What it captures goes on each line; a field of the same name wins. Default: none. */
  readonly context?: ContextCarrier | undefined;
  /** Told of lines that could not be written, and of what a context carrier threw. Default: nobody is. */
  readonly onError?: OnError | undefined;
}

/** Throws `validation` for the first option that is wrong: the one throw of this package. Types say it already; JavaScript does not. */
export function validateOptions({ level, redact }: TemplateLoggerOptions): void {
  if (level !== undefined && !isLogLevel(level)) {
    throw errors.invalid('create', `'${String(level)}' is no level; allowed: ${LEVELS.join(', ')}.`);
  }
  const keys: unknown = redact?.keys ?? [];
  if (!Array.isArray(keys) || keys.some((key) => typeof key !== 'string' || key === '')) {
    throw errors.invalid('create', 'redact.keys must be a list of non-empty strings.');
  }
}

/** The keys that a redactor is to look for. */
export function redactKeys(redact: RedactOptions = {}): readonly string[] {
  return [...(redact.defaults === false ? [] : DEFAULT_REDACT_KEYS), ...(redact.keys ?? [])];
}
