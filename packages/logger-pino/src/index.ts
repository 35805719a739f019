export type { PinoLoggerOptions, RedactOptions } from './options.js';
export { createPinoLogger, type PinoLogger } from './pino-logger.js';
