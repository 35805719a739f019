import { createEventErrors, type EventErrors } from '@internal/event-rules';

/** The name on its errors, metrics and traces. */
export const PROVIDER = 'memory';

/** Every way this adapter fails. There is no SDK underneath whose failures would need a table. */
export const errors: EventErrors = createEventErrors(PROVIDER);
