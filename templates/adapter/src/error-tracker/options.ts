import type { Clock, OnError } from '@infra/core';
import { errors } from './errors.js';

export interface TemplateErrorTrackerOptions {
  /** Reports that wait to be sent; what is beyond them is dropped. Default: 100. */
  readonly maxQueue?: number | undefined;
  /** Keys whose value is secret, beside the default ones. Case, `-` and `_` do not matter. Default: none. */
  readonly redactKeys?: readonly string[] | undefined;
  /** Gives each report its time. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told of reports that could not be made or sent. Default: nobody is. */
  readonly onError?: OnError | undefined;
}

/** Throws `validation` for the first option that is wrong: the one throw of this package. Types say it already; JavaScript does not. */
export function validateOptions({ maxQueue, redactKeys }: TemplateErrorTrackerOptions): void {
  if (maxQueue !== undefined && !(Number.isSafeInteger(maxQueue) && maxQueue >= 1)) {
    throw errors.invalid(`maxQueue is ${String(maxQueue)}; allowed: a whole number of at least 1.`);
  }
  const keys: unknown = redactKeys ?? [];
  if (!Array.isArray(keys) || keys.some((key) => typeof key !== 'string' || key === '')) {
    throw errors.invalid('redactKeys must be a list of non-empty strings.');
  }
}
