import { InfraError, type ErrorDetails, type InfraErrorCode } from '@infra/core';

export const PROVIDER = 'memory';

function failure(
  code: InfraErrorCode,
  operation: string,
  message: string,
  more: { readonly retryable?: boolean; readonly details?: ErrorDetails } = {},
): InfraError {
  return new InfraError({ code, message, provider: PROVIDER, operation, ...more });
}

/** Operations of repositories come without the name of their port, for most operations are theirs. */
function named(operation: string): string {
  return /^(outbox|inbox)\./.test(operation) ? operation : `repository.${operation}`;
}

/** The failures of this provider, with the codes that PostgreSQL's have. */
export const errors = {
  invalid: (operation: string, problem: string): InfraError => failure('validation', operation, problem),
  unstorable: (operation: string, table: string, problem: string): InfraError =>
    failure('validation', named(operation), `${table}: ${problem}`),
  closed: (operation: string): InfraError =>
    failure('unavailable', operation, 'The database is closed. Keep it open as long as anything uses it.', {
      retryable: false,
    }),
  cancelled: (operation: string): InfraError => failure('cancelled', operation, 'The caller aborted the operation.'),
  duplicate: (operation: string, table: string, fields: readonly string[]): InfraError =>
    failure('conflict', named(operation), `There is a ${table} with the same ${fields.join(', ')}.`, {
      details: { fields },
    }),
  notUnique: (operation: string, table: string, fields: readonly string[]): InfraError =>
    failure(
      'validation',
      named(operation),
      `${table}: by must name fields that are unique together; ${fields.join(', ')} are not. Say so in unique.`,
    ),
  readOnly: (operation: string): InfraError => failure('validation', named(operation), 'The transaction is read-only.'),
  /** Somebody else has changed what the transaction saw. */
  serialization: (operation: string, table: string): InfraError =>
    failure(
      'conflict',
      named(operation),
      `Another transaction has changed ${table} rows that this one goes by. Run it again.`,
      { retryable: true },
    ),
  deadlock: (operation: string): InfraError =>
    failure(
      'conflict',
      named(operation),
      'Two transactions waited for each other. Run this one again, and change rows in one order everywhere.',
      { retryable: true },
    ),
} as const;
