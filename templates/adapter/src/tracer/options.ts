import type { Clock, OnError } from '@infra/core';
import { errors } from './errors.js';

export interface TemplateTracerOptions {
  /** Ended spans that wait to be sent; what is beyond them is dropped. Default: 2,048. */
  readonly maxQueue?: number | undefined;
  /** What spans take their times from. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told of spans that could not be sent, and of a clock, and attributes, that throw. Default: nobody is. */
  readonly onError?: OnError | undefined;
}

/** Throws `validation` for the first option that is wrong: the one throw of this package. Types say it already; JavaScript does not. */
export function validateOptions({ maxQueue }: TemplateTracerOptions): void {
  if (maxQueue === undefined || (Number.isSafeInteger(maxQueue) && maxQueue >= 1)) return;
  throw errors.invalid(`maxQueue is ${String(maxQueue)}; allowed: a whole number of at least 1.`);
}
