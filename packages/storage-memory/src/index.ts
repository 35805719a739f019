export { createMemoryStorage, type MemoryStorage } from './memory-storage.js';
export type { MemoryStorageOptions } from './options.js';
