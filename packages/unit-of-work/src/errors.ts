import { InfraError, type InfraErrorCode } from '@infra/core';

function failure(code: InfraErrorCode, operation: string, message: string): InfraError {
  return new InfraError({ code, message, provider: 'unit-of-work', operation: `unit.${operation}` });
}

/** The failures of this package's own: all others are those of the repositories and of their transactions. */
export const errors = {
  invalid: (operation: string, problem: string): InfraError => failure('validation', operation, problem),
  over: (operation: string, name: string): InfraError =>
    failure(
      'conflict',
      operation,
      `${name}: ${operation} was called when its unit was over: whatever uses a unit must be awaited in its body. Nothing was written.`,
    ),
} as const;
