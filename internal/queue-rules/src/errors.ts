import { InfraError, type ErrorDetails, type InfraErrorCode } from '@infra/core';

/** The failures that every queue has alike; what its SDK adds is in the adapter's own table. */
export interface QueueErrors {
  invalid(operation: string, problem: string, details?: ErrorDetails): InfraError;
  closed(operation: string): InfraError;
  cancelled(operation: string): InfraError;
  noSuchJob(operation: string, id: string, what?: string): InfraError;
  /** A job that runs cannot be removed. */
  active(operation: string, id: string): InfraError;
  /** The next job of a schedule belongs to it. */
  scheduled(operation: string, id: string, scheduleId: string): InfraError;
  /** The caller waited long enough. */
  notFinished(operation: string, id: string, timeoutMs: number): InfraError;
  /** An attempt took too long. */
  attemptTimedOut(name: string, timeoutMs: number): InfraError;
  /** No handler has this name: an older process may have taken the job, so another attempt may find one. */
  noHandler(name: string): InfraError;
  /** Its process ended so often that it may be the cause. */
  crashed(name: string, times: number): InfraError;
}

export function createQueueErrors(provider: string): QueueErrors {
  function failure(
    code: InfraErrorCode,
    operation: string,
    message: string,
    more: { readonly retryable?: boolean; readonly details?: ErrorDetails | undefined } = {},
  ): InfraError {
    return new InfraError({ code, message, provider, operation: `queue.${operation}`, ...more });
  }
  return {
    invalid: (operation, problem, details) => failure('validation', operation, problem, { details }),
    closed: (operation) =>
      failure('unavailable', operation, 'The queue is closed. Keep it open as long as anything uses it.', {
        retryable: false,
      }),
    cancelled: (operation) => failure('cancelled', operation, 'The caller aborted the operation.'),
    noSuchJob: (operation, id, what = 'job') =>
      failure('not_found', operation, `There is no ${what} ${id}, or it has been forgotten.`),
    active: (operation, id) =>
      failure('conflict', operation, `The job ${id} is active: let it finish, or give it a timeoutMs.`),
    scheduled: (operation, id, scheduleId) =>
      failure('conflict', operation, `The job ${id} is the next one of the schedule ${scheduleId}: remove that.`),
    notFinished: (operation, id, timeoutMs) =>
      failure('timeout', operation, `The job ${id} was not over after ${String(timeoutMs)} ms.`),
    attemptTimedOut: (name, timeoutMs) =>
      failure('timeout', 'process', `The handler of ${name} took longer than its timeoutMs, ${String(timeoutMs)} ms.`),
    noHandler: (name) =>
      failure('unsupported', 'process', `No handler of this worker does ${JSON.stringify(name)}.`, { retryable: true }),
    crashed: (name, times) =>
      failure(
        'internal',
        'process',
        `The process that ran this ${name} ended, ${String(times)} times: the job may be why.`,
      ),
  };
}
