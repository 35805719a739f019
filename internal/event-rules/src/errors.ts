import { InfraError, type ErrorDetails, type InfraErrorCode } from '@infra/core';

/** The failures that every event bus has alike; what its SDK adds is in the adapter's own table. */
export interface EventErrors {
  invalid(operation: string, problem: string, details?: ErrorDetails): InfraError;
  closed(operation: string): InfraError;
  cancelled(operation: string): InfraError;
  noSuchLetter(operation: string, id: string, type?: string): InfraError;
  /** What was stored cannot be read, so it cannot be delivered. */
  unreadable(operation: string, id: string): InfraError;
  noSuchGroup(operation: string, group: string, pattern: string): InfraError;
  /** Somebody takes events for the group. */
  groupInUse(operation: string, group: string, pattern: string): InfraError;
  /** The place in the history from which to go on is gone. */
  noSuchEvent(operation: string, id: string): InfraError;
  /** An attempt took too long. */
  attemptTimedOut(type: string, timeoutMs: number): InfraError;
  /** Its process ended so often that it may be the cause. */
  crashed(type: string, times: number): InfraError;
}

export function createEventErrors(provider: string): EventErrors {
  function failure(
    code: InfraErrorCode,
    operation: string,
    message: string,
    more: { readonly retryable?: boolean; readonly details?: ErrorDetails | undefined } = {},
  ): InfraError {
    return new InfraError({ code, message, provider, operation: `events.${operation}`, ...more });
  }
  const named = (group: string, pattern: string): string => `${JSON.stringify(group)} for ${JSON.stringify(pattern)}`;
  return {
    invalid: (operation, problem, details) => failure('validation', operation, problem, { details }),
    closed: (operation) =>
      failure('unavailable', operation, 'The event bus is closed. Keep it open as long as anything uses it.', {
        retryable: false,
      }),
    cancelled: (operation) => failure('cancelled', operation, 'The caller aborted the operation.'),
    noSuchLetter: (operation, id, type) => {
      const what = type === undefined ? 'dead letter' : `dead letter of the type ${type}`;
      return failure('not_found', operation, `There is no ${what} ${id}, or it has been forgotten.`);
    },
    unreadable: (operation, id) =>
      failure('conflict', operation, `The event of the dead letter ${id} cannot be read: replay it with other data.`),
    noSuchGroup: (operation, group, pattern) =>
      failure('not_found', operation, `There is no group ${named(group, pattern)}.`),
    groupInUse: (operation, group, pattern) =>
      failure(
        'conflict',
        operation,
        `The group ${named(group, pattern)} has members: close their subscriptions first.`,
      ),
    noSuchEvent: (operation, id) =>
      failure('not_found', operation, `The event ${id} is not in the history, or no longer.`),
    attemptTimedOut: (type, timeoutMs) =>
      failure(
        'timeout',
        'subscribe',
        `The handler of ${type} took longer than its timeoutMs, ${String(timeoutMs)} ms.`,
      ),
    crashed: (type, times) =>
      failure(
        'internal',
        'subscribe',
        `The process that handled this ${type} ended, ${String(times)} times: the event may be why.`,
      ),
  };
}
