import type { Counter, Gauge, Histogram, Timer } from '@infra/core';

const nothing = (): void => undefined;

/** What a refused metric is: whoever counts need not know. */
export const NOTHING: Counter & Gauge & Histogram & Timer = Object.freeze({
  add: nothing,
  set: nothing,
  record: nothing,
  start: () => nothing,
});
