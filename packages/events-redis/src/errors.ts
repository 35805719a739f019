import { InfraError } from '@infra/core';
import { createEventErrors, type EventErrors } from '@internal/event-rules';
import { createRedisFailures, PROVIDER, type RedisFailures } from '@internal/redis';

export { PROVIDER };

/** Failures that every event bus has alike. */
export const errors: EventErrors = createEventErrors(PROVIDER);

/** Failures of Redis, by the one table. */
export const failures: RedisFailures = createRedisFailures('events', errors);

/** What lies in the stream is no event of ours. */
export function undecodable(cause: unknown): InfraError {
  return new InfraError({
    code: 'internal',
    message: 'What lies in the stream is no event, or was written by something else.',
    provider: PROVIDER,
    operation: 'events.subscribe',
    cause,
  });
}
