export type { TemplateErrorTrackerOptions } from './options.js';
export { createTemplateErrorTracker, type TemplateErrorTracker } from './template-error-tracker.js';
