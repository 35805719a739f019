import { ok, type AsyncResult, type Layer, type Logger, type Metrics, type Span, type Tracer } from '@infra/core';
import { decorate, definePort } from '@infra/layers';
import { logged, metered, observe, traced } from '@infra/observability';
import type { Contestant } from '../harness/bench.js';

/** Calls in one pass. */
export const CALLS = 200;

interface Shelf {
  readonly provider: string;
  get(key: string): AsyncResult<string>;
}

const shelfSpec = definePort<Shelf>('shelf', { get: { idempotent: true } });
const answer = Promise.resolve(ok('book'));
const shelf: Shelf = { provider: 'wood', get: () => answer };

const NOTHING = (): void => undefined;

/** Ports that do nothing: what is left is what the layers themselves cost. */
const metrics: Metrics = {
  provider: 'none',
  counter: () => ({ add: NOTHING }),
  gauge: () => ({ set: NOTHING, add: NOTHING }),
  histogram: () => ({ record: NOTHING }),
  timer: () => ({ start: () => NOTHING, record: NOTHING }),
};
const span: Span = {
  context: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
  isRecording: true,
  setAttributes: NOTHING,
  addEvent: NOTHING,
  fail: NOTHING,
  end: NOTHING,
};
const tracer: Tracer = {
  provider: 'none',
  startSpan: () => span,
  run: (_, work) => work(),
  active: () => undefined,
  flush: async () => ok(),
};
function createLogger(isEnabled: boolean): Logger {
  const logger: Logger = {
    trace: NOTHING,
    debug: NOTHING,
    info: NOTHING,
    warn: NOTHING,
    error: NOTHING,
    fatal: NOTHING,
    child: () => logger,
    level: 'debug',
    isLevelEnabled: () => isEnabled,
    flush: async () => ok(),
  };
  return logger;
}

const silent = createLogger(false);
const handsOn: Layer = (next) => async (call) => next(call);

const around = (...layers: readonly Layer[]): Shelf => decorate(shelf, shelfSpec, ...layers);
const shelves = {
  handedOn: around(handsOn),
  metered: around(metered({ metrics })),
  traced: around(traced({ tracer })),
  silent: around(logged({ logger: silent })),
  logged: around(logged({ logger: createLogger(true) })),
  all: around(...observe({ metrics, tracer, logger: silent })),
};

const answerOf = (from: Shelf) => async (): Promise<boolean> => (await from.get('key')).ok;

/** Each with a loop of its own; see `Contestant.run`. */
export const observedCalls: readonly Contestant[] = [
  {
    name: 'bare',
    note: 'the port itself',
    answer: answerOf(shelf),
    run: async (passes) => {
      for (let left = passes * CALLS; left > 0; left -= 1) await shelf.get('key');
    },
  },
  {
    name: 'a layer',
    note: 'that hands on',
    answer: answerOf(shelves.handedOn),
    run: async (passes) => {
      for (let left = passes * CALLS; left > 0; left -= 1) await shelves.handedOn.get('key');
    },
  },
  {
    name: 'metered',
    note: 'counter and timer',
    answer: answerOf(shelves.metered),
    run: async (passes) => {
      for (let left = passes * CALLS; left > 0; left -= 1) await shelves.metered.get('key');
    },
  },
  {
    name: 'traced',
    note: 'a span that records',
    answer: answerOf(shelves.traced),
    run: async (passes) => {
      for (let left = passes * CALLS; left > 0; left -= 1) await shelves.traced.get('key');
    },
  },
  {
    name: 'logged, no line',
    note: 'its level is off',
    answer: answerOf(shelves.silent),
    run: async (passes) => {
      for (let left = passes * CALLS; left > 0; left -= 1) await shelves.silent.get('key');
    },
  },
  {
    name: 'logged, a line',
    note: 'its level is on',
    answer: answerOf(shelves.logged),
    run: async (passes) => {
      for (let left = passes * CALLS; left > 0; left -= 1) await shelves.logged.get('key');
    },
  },
  {
    name: 'all three',
    note: 'as observe() has them, no line',
    answer: answerOf(shelves.all),
    run: async (passes) => {
      for (let left = passes * CALLS; left > 0; left -= 1) await shelves.all.get('key');
    },
  },
];
