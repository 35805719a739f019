import { InfraError } from '@infra/core';

/** A duration option in milliseconds; `Infinity` is allowed. Throws a `validation` error that names the option. */
export function durationOption(name: string, value: number | undefined, fallback: number, operation: string): number {
  if (value === undefined) return fallback;
  if (typeof value === 'number' && value >= 0) return value;
  const message = `${name} must be a number of milliseconds, 0 or more; it is ${String(value)}`;
  throw new InfraError({ code: 'validation', message, provider: 'container', operation });
}
