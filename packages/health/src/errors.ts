import { InfraError } from '@infra/core';

const PROVIDER = 'health';

interface Errors {
  /** The one error that is thrown: an option that makes no sense. */
  invalid(part: string, message: string): InfraError;
  cancelled(operation: string, cause: unknown): InfraError;
  /** For `onError`: what a check threw or failed with. */
  checkFailed(name: string, cause: unknown): InfraError;
  /** For `onError`: a function that the caller gave threw. */
  threw(operation: string, cause: unknown): InfraError;
  cutOff(connections: number, deadlineMs: number): InfraError;
}

/** Every way in which this package fails by itself. */
export const errors: Errors = {
  invalid: (part, message) =>
    new InfraError({ code: 'validation', message, provider: PROVIDER, operation: `${part}.create` }),
  cancelled: (operation, cause) =>
    new InfraError({ code: 'cancelled', message: 'The caller cancelled it.', provider: PROVIDER, operation, cause }),
  checkFailed: (name, cause) => InfraError.from(cause, PROVIDER, `check.${name}`),
  threw: (operation, cause) => InfraError.from(cause, PROVIDER, operation),
  cutOff: (connections, deadlineMs) =>
    new InfraError({
      code: 'timeout',
      message: `${connections} connections were still busy after ${deadlineMs} ms and were cut off.`,
      provider: PROVIDER,
      operation: 'server.close',
      retryable: false,
      details: { connections, deadlineMs },
    }),
};
