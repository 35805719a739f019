import { createCacheErrors, type CacheErrors } from '@internal/cache-rules';

/** Every way this adapter fails. There is no SDK underneath whose failures would need a table. */
export const errors: CacheErrors = createCacheErrors('memory');
