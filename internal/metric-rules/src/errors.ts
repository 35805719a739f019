import { InfraError } from '@infra/core';

/** What of a metric, or of a call, was not counted as it was given. */
export type RefusalReason =
  'name' | 'options' | 'kind' | 'value' | 'labels' | 'label length' | 'clock' | 'series' | 'metrics';

/** Something is not counted, or not as it was given. `details` says which metric and why, for who groups such reports. */
export function refusalError(provider: string, metric: string, reason: RefusalReason, why: string): InfraError {
  return new InfraError({
    code: reason === 'kind' ? 'conflict' : 'validation',
    message: `the metric ${metric}: ${why}`,
    provider,
    operation: 'metrics.record',
    details: { metric, reason },
  });
}

export function optionError(provider: string, name: string, given: unknown, allowed: string): InfraError {
  const shown = typeof given === 'string' ? `'${given}'` : typeof given === 'object' ? 'an object' : String(given);
  return new InfraError({
    code: 'validation',
    message: `the option ${name} is ${shown}; allowed: ${allowed}`,
    provider,
    operation: 'metrics.create',
  });
}

export function closedError(provider: string, operation: string): InfraError {
  return new InfraError({
    code: 'unavailable',
    message: 'the metrics are closed: close them last',
    provider,
    operation,
    retryable: false,
  });
}

export function cancelledError(provider: string, operation: string, cause: unknown): InfraError {
  const message = `${operation} was aborted by its signal`;
  return new InfraError({ code: 'cancelled', message, provider, operation, cause });
}
