export type { RedactOptions, TemplateLoggerOptions } from './options.js';
export { createTemplateLogger, type TemplateLogger } from './template-logger.js';
