export type { TemplateCacheOptions } from './options.js';
export { createTemplateCache, type TemplateCache } from './template-cache.js';
