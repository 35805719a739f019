import { createCacheErrors, type CacheErrors } from '@internal/cache-rules';

/** The name on its errors, metrics and traces. */
export const PROVIDER = 'memory';

/** Every way this adapter fails. There is no SDK underneath whose failures would need a table. */
export const errors: CacheErrors = createCacheErrors(PROVIDER);
