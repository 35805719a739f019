import { InfraError } from '@infra/core';

/** The name on its errors. */
export const PROVIDER = 'observability';

/** An option that makes no sense. */
export function invalidOption(part: string, message: string): InfraError {
  return new InfraError({ code: 'validation', message, provider: PROVIDER, operation: part });
}

/** A logger, a metric, a tracer or a clock that threw: none of it may reach the call that is observed. */
export function brokenPart(part: string, cause: unknown): InfraError {
  const reason = cause instanceof Error ? cause.message : `a thrown ${typeof cause}`;
  return new InfraError({
    code: 'internal',
    message: `${part} could not observe a call: ${reason}`,
    provider: PROVIDER,
    operation: part,
    cause,
  });
}
