import { unwrap } from '@infra/core';
import { createConsoleLogger } from '../src/index.js';

/** Run by the tests as a process of its own: logs, then ends in the way that the first argument says. */
const [ending, ...flags] = process.argv.slice(2);

const LINES = 20_000;
const HUGE_EVERY = 1_000;

// Merely looking at the stream makes its pipe non-blocking.
if (flags.includes('touch-stdout')) process.stdout.once('error', () => undefined);

const logger = createConsoleLogger({
  format: flags.includes('pretty') ? 'pretty' : 'json',
  colors: false,
  destination: flags.includes('stream') ? process.stdout : 'stdout',
});

for (let index = 0; index < LINES; index += 1) {
  logger.info('line', { index, ...(index % HUGE_EVERY === 0 ? { padding: 'x'.repeat(100_000) } : {}) });
}

switch (ending) {
  case 'exit':
    process.exit(0);
    break;
  case 'throw':
    throw new Error('uncaught on purpose');
  case 'close':
    unwrap(await logger.close());
    break;
  case 'report':
    process.stderr.write(`survived, dropped ${logger.dropped}\n`);
    break;
  default:
}
