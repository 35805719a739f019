import type { Suite, TimedBench } from '../harness/bench.js';
import { childLoggers, deepLoggers, flatLoggers, LINES } from '../contestants/loggers.js';

const timed: readonly TimedBench[] = [
  {
    name: 'flat',
    operation: 'a line with three flat fields',
    baseline: 'pino',
    contestants: flatLoggers(),
    opsPerPass: LINES,
    clock: 'cpu',
    expected: 'request handled 200',
    targets: [{ contestant: 'logger-pino', atLeast: 0.9 }],
  },
  {
    name: 'child',
    operation: 'a line with three flat fields of a child with two',
    baseline: 'pino',
    contestants: childLoggers(),
    opsPerPass: LINES,
    clock: 'cpu',
    expected: 'request handled 200',
    targets: [{ contestant: 'logger-pino', atLeast: 0.9 }],
  },
  {
    name: 'deep',
    operation: 'a line with an object of three levels and a secret in it',
    baseline: 'pino',
    contestants: deepLoggers(),
    opsPerPass: LINES,
    clock: 'cpu',
    expected: 'request handled 200',
    targets: [],
  },
];

export const logger: Suite = {
  name: 'logger',
  about: 'Loggers that write JSON lines to /dev/null, each line before the call returns.',
  open: async () => ({ timed, counting: [], close: async () => undefined }),
};
