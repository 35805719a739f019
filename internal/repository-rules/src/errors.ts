import { InfraError, type ErrorDetails, type InfraErrorCode } from '@infra/core';

/** The failures that every repository has alike; what its SDK adds is in the adapter's own table. */
export interface RepositoryErrors {
  invalid(operation: string, problem: string, details?: ErrorDetails): InfraError;
  notFound(operation: string, id: unknown): InfraError;
  /** It has another version than the caller has seen. */
  stale(operation: string, id: unknown, expected: number, actual: unknown): InfraError;
  /** `ifVersion`, where no versions are kept. */
  unversioned(operation: string): InfraError;
  /** An upsert of what was deleted softly. */
  deleted(operation: string, by: readonly string[]): InfraError;
  /** A row that a newer version of the service wrote. */
  tooNew(operation: string, version: unknown, current: number): InfraError;
}

export function createRepositoryErrors(provider: string, name: string): RepositoryErrors {
  const failure = (code: InfraErrorCode, operation: string, message: string, details?: ErrorDetails): InfraError =>
    new InfraError({ code, message, provider, operation: `repository.${operation}`, details });
  const shown = (id: unknown): string => (typeof id === 'string' ? JSON.stringify(id) : String(id));
  return {
    invalid: (operation, problem, details) => failure('validation', operation, `${name}: ${problem}`, details),
    notFound: (operation, id) => failure('not_found', operation, `There is no ${name} ${shown(id)}.`, { id }),
    stale: (operation, id, expected, actual) =>
      failure(
        'conflict',
        operation,
        `${name} ${shown(id)} has the version ${String(actual)}, not ${String(expected)}: somebody has changed it. Read it again.`,
        { id, expectedVersion: expected, actualVersion: actual },
      ),
    unversioned: (operation) =>
      failure('unsupported', operation, `${name}: ifVersion was given, but the repository keeps no version.`),
    deleted: (operation, by) =>
      failure('conflict', operation, `A deleted ${name} has the same ${by.join(', ')}: restore or purge it first.`, {
        fields: by,
      }),
    tooNew: (operation, version, current) =>
      failure(
        'conflict',
        operation,
        `${name}: the row has the schema version ${String(version)}, and this service knows ${String(current)} at most.`,
      ),
  };
}
