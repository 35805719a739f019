export { createMemoryCache, type MemoryCache } from './memory-cache.js';
export type { MemoryCacheOptions } from './options.js';
