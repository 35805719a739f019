export { DEFAULT_REDACT_KEYS } from './keys.js';
export * from './limits.js';
export * from './loggable.js';
export * from './redactor.js';
