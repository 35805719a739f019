import type { OnError } from '@infra/core';
import { createReporter } from '@internal/redaction';
import { brokenPart } from './errors.js';

/**
 * Is told of what broke while observing. It passes on the first failure only: a logger that throws does so at every call, and
 * whoever is told a million times was told too often.
 */
export type Broken = (cause: unknown) => void;

export function createContainment(part: string, onError: OnError | undefined): Broken {
  const report = createReporter(onError);
  let isTold = false;
  return (cause) => {
    if (isTold) return;
    isTold = true;
    report(brokenPart(part, cause));
  };
}
