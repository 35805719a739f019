import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  bareEcho,
  cockatielBreaker,
  cockatielWrap,
  opossum,
  opossumBreaker,
  ours,
  oursBreaker,
  oursWithRates,
  passing,
  readingEcho,
  type Echo,
} from '../contestants/resilient-calls.js';
import type { Contestant, CountingBench, Suite, TimedBench } from '../harness/bench.js';
import { versioned } from '../harness/resolved.js';

const CALLS = 50;
const CONCURRENT = 10_000;

/** A contestant and its own loop; see `Contestant.run`. */
function sequential(name: string, echo: Echo, run: Contestant['run'], note?: string): Contestant {
  return { name, ...(note && { note }), answer: async () => (await echo.get('k')).ok, run };
}

const bare = bareEcho();
const decorated = passing(bareEcho());
const policies = ours(bareEcho());
const rates = oursWithRates(bareEcho());
const wrapped = cockatielWrap(bareEcho());
const fired = opossum(bareEcho());
const reading = readingEcho();
const policiesReading = ours(readingEcho());
const wrappedReading = cockatielWrap(readingEcho());

function concurrent(name: string, echo: Echo): Contestant {
  return {
    name,
    answer: async () => (await echo.get('k')).ok,
    run: async (passes) => {
      for (let left = passes; left > 0; left -= 1) {
        const calls = new Array<Promise<unknown>>(CONCURRENT);
        for (let index = 0; index < CONCURRENT; index += 1) calls[index] = echo.get('k');
        await Promise.all(calls);
      }
    },
  };
}

const timed: readonly TimedBench[] = [
  {
    name: 'call',
    operation: 'a call that succeeds, with retry, circuit breaker and time-out',
    baseline: 'bare',
    contestants: [
      sequential('bare', bare, async (passes) => {
        for (let left = passes * CALLS; left > 0; left -= 1) await bare.get('k');
      }),
      sequential(
        'decorate, one layer',
        decorated,
        async (passes) => {
          for (let left = passes * CALLS; left > 0; left -= 1) await decorated.get('k');
        },
        'that passes everything on',
      ),
      sequential('ours', policies, async (passes) => {
        for (let left = passes * CALLS; left > 0; left -= 1) await policies.get('k');
      }),
      sequential(
        'ours, rates',
        rates,
        async (passes) => {
          for (let left = passes * CALLS; left > 0; left -= 1) await rates.get('k');
        },
        'failure and slow-call rate over ten seconds',
      ),
      sequential(
        'cockatiel',
        wrapped,
        async (passes) => {
          for (let left = passes * CALLS; left > 0; left -= 1) await wrapped.get('k');
        },
        `${versioned('cockatiel')}, wrap(retry, breaker, timeout)`,
      ),
      sequential(
        'opossum',
        fired,
        async (passes) => {
          for (let left = passes * CALLS; left > 0; left -= 1) await fired.get('k');
        },
        `${versioned('opossum')}: breaker and time-out, no retry`,
      ),
    ],
    opsPerPass: CALLS,
    clock: 'cpu',
    expected: true,
    targets: [
      { contestant: 'decorate, one layer', against: 'bare', atLeast: 0.5 },
      { contestant: 'ours', against: 'cockatiel', atLeast: 8, goal: 10 },
      { contestant: 'ours', against: 'opossum', goal: 1 },
    ],
  },
  {
    name: 'call-signal',
    operation: 'the same, of a provider that reads its signal',
    baseline: 'bare',
    contestants: [
      sequential('bare', reading, async (passes) => {
        for (let left = passes * CALLS; left > 0; left -= 1) await reading.get('k');
      }),
      sequential('ours', policiesReading, async (passes) => {
        for (let left = passes * CALLS; left > 0; left -= 1) await policiesReading.get('k');
      }),
      sequential('cockatiel', wrappedReading, async (passes) => {
        for (let left = passes * CALLS; left > 0; left -= 1) await wrappedReading.get('k');
      }),
    ],
    opsPerPass: CALLS,
    clock: 'cpu',
    expected: true,
    targets: [{ contestant: 'ours', against: 'cockatiel', atLeast: 1.5 }],
  },
  {
    name: 'breaker-10000',
    operation: '10,000 concurrent calls through one circuit breaker, each',
    baseline: 'bare',
    contestants: [
      concurrent('bare', bareEcho()),
      concurrent('ours', oursBreaker(bareEcho())),
      concurrent('cockatiel', cockatielBreaker(bareEcho())),
      concurrent('opossum', opossumBreaker(bareEcho())),
    ],
    opsPerPass: CONCURRENT,
    clock: 'cpu',
    expected: true,
    targets: [{ contestant: 'ours', against: 'cockatiel', atLeast: 1 }],
  },
];

const FILE = fileURLToPath(new URL('../contestants/call-bytes-process.js', import.meta.url));
const METRIC = 'heap bytes per call';

/** A fresh process for every sample, with room enough that nothing is collected meanwhile. */
async function bytesPerCall(contestant: string): Promise<number> {
  const flags = ['--expose-gc', '--max-semi-space-size=256', '--min-semi-space-size=256'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, FILE, contestant]);
  return Math.round(Number(stdout));
}

const bytes: CountingBench = {
  name: 'bytes',
  operation: 'heap taken by a call that succeeds, in a process of its own',
  repeats: 3,
  targets: [],
  contestants: ['bare', 'decorate, one layer', 'ours', 'cockatiel', 'opossum'].map((name) => ({
    name,
    sample: async () => ({ [METRIC]: await bytesPerCall(name) }),
  })),
};

export const resilience: Suite = {
  name: 'resilience',
  about: 'What retry, circuit breaker and time-out cost around a call.',
  open: async () => ({ timed, counting: [bytes], close: async () => undefined }),
};
