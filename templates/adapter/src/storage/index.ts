export type { TemplateStorageOptions } from './options.js';
export { createTemplateStorage, type TemplateStorage } from './template-storage.js';
