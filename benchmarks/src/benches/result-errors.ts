import { InfraError, type InfraErrorCode } from '@infra/core';
import type { Contestant, Suite, TimedBench } from '../harness/bench.js';
import { keep } from '../contestants/keep.js';
import { neverthrowChain, resultAsyncChain } from '../contestants/neverthrow-chain.js';
import { resultChain } from '../contestants/result-chain.js';
import { throwingChain } from '../contestants/throwing-chain.js';

const OPS = 200;

/** Each with the chain's own loop; see `Contestant.run`. */
const chains: readonly Contestant[] = [
  {
    name: 'throw, success',
    answer: () => throwingChain(false),
    run: async (passes) => {
      for (let left = passes * OPS; left > 0; left -= 1) await throwingChain(false);
    },
  },
  {
    name: 'throw, error',
    answer: () => throwingChain(true),
    run: async (passes) => {
      for (let left = passes * OPS; left > 0; left -= 1) await throwingChain(true);
    },
  },
  {
    name: 'Result, success',
    answer: () => resultChain('none'),
    run: async (passes) => {
      for (let left = passes * OPS; left > 0; left -= 1) await resultChain('none');
    },
  },
  {
    name: 'Result, InfraError',
    answer: () => resultChain('unavailable'),
    run: async (passes) => {
      for (let left = passes * OPS; left > 0; left -= 1) await resultChain('unavailable');
    },
  },
  {
    name: 'Result, InfraError with a stack',
    note: 'code `internal`: a bug keeps its stack',
    answer: () => resultChain('internal'),
    run: async (passes) => {
      for (let left = passes * OPS; left > 0; left -= 1) await resultChain('internal');
    },
  },
  {
    name: 'neverthrow Result, success',
    answer: () => neverthrowChain(false),
    run: async (passes) => {
      for (let left = passes * OPS; left > 0; left -= 1) await neverthrowChain(false);
    },
  },
  {
    name: 'neverthrow Result, error',
    note: 'a plain object as error',
    answer: () => neverthrowChain(true),
    run: async (passes) => {
      for (let left = passes * OPS; left > 0; left -= 1) await neverthrowChain(true);
    },
  },
  {
    name: 'neverthrow ResultAsync, success',
    answer: () => resultAsyncChain(false),
    run: async (passes) => {
      for (let left = passes * OPS; left > 0; left -= 1) await resultAsyncChain(false);
    },
  },
  {
    name: 'neverthrow ResultAsync, error',
    note: 'a plain object as error',
    answer: () => resultAsyncChain(true),
    run: async (passes) => {
      for (let left = passes * OPS; left > 0; left -= 1) await resultAsyncChain(true);
    },
  },
];

function infraError(code: InfraErrorCode): InfraError {
  return new InfraError({ code, message: 'The connection was lost.', provider: 'redis', operation: 'cache.get' });
}

const constructors: readonly Contestant[] = [
  {
    name: 'new Error',
    answer: () => new Error('The connection was lost.').name,
    run: async (passes) => {
      for (let left = passes * OPS; left > 0; left -= 1) keep(new Error('The connection was lost.'));
    },
  },
  {
    name: 'new InfraError',
    answer: () => infraError('unavailable').name,
    run: async (passes) => {
      for (let left = passes * OPS; left > 0; left -= 1) keep(infraError('unavailable'));
    },
  },
  {
    name: 'new InfraError, internal',
    note: 'captures a stack',
    answer: () => infraError('internal').name,
    run: async (passes) => {
      for (let left = passes * OPS; left > 0; left -= 1) keep(infraError('internal'));
    },
  },
];

const timed: readonly TimedBench[] = [
  {
    name: 'chain',
    operation: 'five nested async calls and what becomes of the answer',
    baseline: 'Result, success',
    contestants: chains,
    opsPerPass: OPS,
    clock: 'cpu',
    targets: [{ contestant: 'Result, InfraError', over: 'Result, success', atMostNs: 500 }],
  },
  {
    name: 'construct',
    operation: 'making one error',
    baseline: 'new Error',
    contestants: constructors,
    opsPerPass: OPS,
    clock: 'cpu',
    targets: [],
  },
];

export const resultErrors: Suite = {
  name: 'result-errors',
  about: 'What a failure costs, as an exception and as a value.',
  open: async () => ({ timed, counting: [], close: async () => undefined }),
};
