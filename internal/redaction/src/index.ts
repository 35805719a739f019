export * from './control-characters.js';
export * from './family-logger.js';
export { createSecrets, DEFAULT_REDACT_KEYS, type Secrets } from './keys.js';
export * from './limits.js';
export * from './log-levels.js';
export * from './log-line.js';
export * from './loggable.js';
export * from './redactor.js';
export * from './reporter.js';
