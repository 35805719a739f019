export { createConsoleLogger, type ConsoleLogger } from './console-logger.js';
export type { LogDestination } from './destination.js';
export type { ConsoleLoggerOptions, RedactOptions } from './options.js';
