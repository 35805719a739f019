import { CALLS, observedCalls } from '../contestants/observed-calls.js';
import type { Suite } from '../harness/bench.js';

export const observability: Suite = {
  name: 'observability',
  about: 'What the layers logged, metered and traced cost a call, over ports that do nothing.',
  open: async () => ({
    timed: [
      {
        name: 'call',
        operation: 'a call of a decorated port whose answer is there already',
        baseline: 'bare',
        contestants: observedCalls,
        opsPerPass: CALLS,
        clock: 'cpu',
        expected: true,
        targets: [{ contestant: 'all three', over: 'bare', atMostNs: 2_000 }],
      },
    ],
    counting: [],
    close: async () => undefined,
  }),
};
