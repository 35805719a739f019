export type { LogLine, LogQuery } from './log-line.js';
export { createMemoryLogger, type MemoryLogger } from './memory-logger.js';
export type { MemoryLoggerOptions, RedactOptions } from './options.js';
