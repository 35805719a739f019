import { useEffect, useState } from 'react';
import type { QueueView } from '../../../src/contract.js';

/** Over which time it is measured, and how often, in milliseconds. */
const WINDOW_MS = 5_000;
const EVERY_MS = 1_000;

interface Sample {
  readonly at: number;
  readonly done: number;
}

/** How many jobs a second were over lately: measured here, for the server speaks only when something has changed. */
export function useThroughput(queue: Pick<QueueView, 'completed'> | undefined): number {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const done = queue?.completed;
  useEffect(() => {
    if (done === undefined) return undefined;
    const sample = (): void =>
      setSamples((before) => {
        const at = performance.now();
        // Fewer than before: it is another queue.
        const known = before.filter((one) => one.at > at - WINDOW_MS - EVERY_MS && one.done <= done);
        return [...known, { at, done }];
      });
    sample();
    const timer = window.setInterval(sample, EVERY_MS);
    return () => window.clearInterval(timer);
  }, [done]);
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < EVERY_MS / 2) return 0;
  return ((last.done - first.done) * 1_000) / (last.at - first.at);
}
