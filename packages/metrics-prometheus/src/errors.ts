import { InfraError, isInfraError } from '@infra/core';
import { cancelledError, closedError, optionError } from '@internal/metric-rules';

/** The name on its errors, metrics and traces. */
export const PROVIDER = 'prometheus';

export const RENDER = 'metrics.render';

export const validationError = (name: string, given: unknown, allowed: string): InfraError =>
  optionError(PROVIDER, name, given, allowed);

export const renderClosed = (): InfraError => closedError(PROVIDER, RENDER);

export const renderCancelled = (cause: unknown): InfraError => cancelledError(PROVIDER, RENDER, cause);

/** What a collector of the registry threw: one that the caller put there. */
export function collectError(cause: unknown): InfraError {
  return isInfraError(cause) ? cause : InfraError.from(cause, PROVIDER, RENDER);
}
