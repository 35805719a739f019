import { InfraError, type ErrorDetails, type InfraErrorCode } from '@infra/core';

const PROVIDER = 'outbox';

function failure(
  code: InfraErrorCode,
  operation: string,
  message: string,
  more: { readonly retryable?: boolean; readonly details?: ErrorDetails | undefined; readonly cause?: unknown } = {},
): InfraError {
  return new InfraError({ code, message, provider: PROVIDER, operation, ...more });
}

/** Every failure of this package's own; those of store, bus and database are theirs. */
export const errors = {
  invalid: (operation: string, problem: string, details?: ErrorDetails): InfraError =>
    failure('validation', operation, problem, { details }),
  cancelled: (operation: string): InfraError => failure('cancelled', operation, 'The caller aborted the operation.'),
  closed: (operation: string): InfraError =>
    failure('unavailable', operation, 'The relay is closed: make another one.', { retryable: false }),
  /** A promise that never rejects has rejected. */
  thrown: (operation: string, cause: unknown): InfraError => InfraError.from(cause, PROVIDER, operation),
  /** Some of the event's publishing took longer than the lease of its claim. */
  leaseOver: (): InfraError =>
    failure('timeout', 'relay.publish', 'The lease of the claim was over before the bus had answered.'),
  closing: (): InfraError => failure('cancelled', 'relay.publish', 'The relay is closing.'),
  parked: (id: string, type: string, cause: InfraError): InfraError =>
    failure(cause.code, 'relay.publish', `The event ${id} (${type}) is parked: ${cause.message}`, {
      retryable: false,
      details: { id, type },
      cause,
    }),
  /** The database gave up, which says nothing about the event. */
  notNow: (cause: InfraError): InfraError =>
    failure(cause.code, 'inbox.handle', cause.message, { retryable: true, cause }),
} as const;
