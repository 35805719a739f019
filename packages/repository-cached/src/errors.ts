import { InfraError } from '@infra/core';

/** The one failure of this package's own: all others are the repository's or the cache's. */
export const errors = {
  invalid: (operation: string, problem: string): InfraError =>
    new InfraError({ code: 'validation', message: problem, provider: 'cached', operation: `repository.${operation}` }),
} as const;
