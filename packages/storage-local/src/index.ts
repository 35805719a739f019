export { createLocalStorage, type LinkedLocalStorage, type LocalStorage } from './local-storage.js';
export type { LocalSignedUrlOptions, LocalStorageOptions } from './options.js';
