import { InfraError, type InfraErrorCode } from '@infra/core';

const PROVIDER = 'queues';

function failure(code: InfraErrorCode, operation: string, message: string, retryable?: boolean): InfraError {
  return new InfraError({ code, message, provider: PROVIDER, operation: `queues.${operation}`, retryable });
}

/** Every failure of the manager's own; those of the queues are theirs. */
export const errors = {
  invalid: (operation: string, problem: string): InfraError => failure('validation', operation, problem),
  closed: (operation: string): InfraError =>
    failure('unavailable', operation, 'The queue manager is closed. Keep it open as long as anything uses it.', false),
  cancelled: (operation: string): InfraError => failure('cancelled', operation, 'The caller aborted the operation.'),
  late: (operation: string, what: string, deadlineMs: number): InfraError =>
    failure('timeout', operation, `${what} was not closed within ${String(Math.round(deadlineMs))} ms.`, false),
  /** The one error of an operation over several queues: says which failed and what the others answered. */
  partial(
    operation: string,
    failed: readonly (readonly [string, InfraError])[],
    done: readonly (readonly [string, unknown])[],
  ): InfraError {
    const told = failed.map(([queue, { code, message }]) => `'${queue}' (${code}: ${message})`).join(', ');
    const causes = failed.map(([, error]) => error);
    const [first] = causes;
    return new InfraError({
      code: first?.code ?? 'internal',
      message: `${String(failed.length)} of ${String(failed.length + done.length)} queues failed: ${told}`,
      provider: PROVIDER,
      operation: `queues.${operation}`,
      retryable: causes.every(({ retryable }) => retryable),
      details: {
        failures: Object.fromEntries(failed.map(([queue, error]) => [queue, error.toJSON()])),
        done: Object.fromEntries(done),
      },
      cause: causes.length === 1 ? first : new AggregateError(causes, 'several queues failed'),
    });
  },
} as const;
