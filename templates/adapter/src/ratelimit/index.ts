export type { TemplateRateLimiterOptions } from './options.js';
export { createTemplateRateLimiter, type TemplateRateLimiter } from './template-ratelimit.js';
