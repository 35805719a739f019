import { InfraError } from '@infra/core';
import { PROVIDER } from './errors.js';

/** Throws `validation` when an option is wrong. Types say it already; JavaScript and config files do not. */
function checkOption(valid: boolean, port: string, name: string, given: unknown, allowed: string): void {
  if (!valid) throw optionError(port, name, given, allowed);
}

/** Options that all three have in common, and how many of what they keep. */
export function checkCommon(
  port: string,
  options: { readonly clock?: unknown; readonly onError?: unknown },
  counts: Readonly<Record<string, unknown>>,
): void {
  const { clock, onError } = options;
  const isClock = typeof clock === 'object' && clock !== null && 'now' in clock && 'monotonicMs' in clock;
  checkOption(clock === undefined || isClock, port, 'clock', clock, 'a Clock');
  checkOption(onError === undefined || typeof onError === 'function', port, 'onError', onError, 'a function');
  for (const [name, count] of Object.entries(counts)) {
    const isCount = Number.isSafeInteger(count) && Number(count) >= 1;
    checkOption(count === undefined || isCount, port, name, count, 'a whole number of at least 1');
  }
}

export function checkKeys(port: string, keys: unknown): void {
  const isList = Array.isArray(keys) && keys.every((key) => typeof key === 'string' && key !== '');
  checkOption(keys === undefined || isList, port, 'redactKeys', keys, 'a list of non-empty strings');
}

/** A wrong option: says what was given and what may be. */
function optionError(port: string, name: string, given: unknown, allowed: string): InfraError {
  const shown = typeof given === 'string' ? `'${given}'` : typeof given === 'object' ? 'an object' : String(given);
  return new InfraError({
    code: 'validation',
    message: `the option ${name} is ${shown}; allowed: ${allowed}`,
    provider: PROVIDER,
    operation: `${port}.create`,
  });
}
