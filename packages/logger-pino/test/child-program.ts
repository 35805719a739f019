import { unwrap } from '@infra/core';
import { createPinoLogger, type PinoLoggerOptions } from '../src/index.js';

/** Run by the tests as a process of its own: logs, then ends in the way that the first argument says. */
const [ending, kind, path = ''] = process.argv.slice(2);

const LINES = 20_000;
const HUGE_EVERY = 1_000;

const OPTIONS: Readonly<Record<string, PinoLoggerOptions>> = {
  file: { destination: path },
  stdout: {},
  transport: { pino: { transport: { target: 'pino/file', options: { destination: path } } } },
};

const logger = createPinoLogger(OPTIONS[kind ?? '']);

for (let index = 0; index < LINES; index += 1) {
  logger.info('line', { index, ...(index % HUGE_EVERY === 0 ? { padding: 'x'.repeat(100_000) } : {}) });
}

switch (ending) {
  case 'exit':
    process.exit(0);
    break;
  case 'throw':
    throw new Error('uncaught on purpose');
  case 'flush':
    unwrap(await logger.flush());
    process.stderr.write('flushed');
    process.kill(process.pid, 'SIGKILL');
    break;
  case 'close':
    unwrap(await logger.close());
    process.stderr.write('closed');
    break;
  default:
}
