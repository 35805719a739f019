import { unwrap } from '@infra/core';
import { createPrometheusMetrics, type PrometheusMetrics } from '@infra/metrics-prometheus';
import { CALLS, counters, timers } from '../contestants/metrics.js';
import type { Counts, CountingBench, Suite, TimedBench } from '../harness/bench.js';

const METRICS_OF_A_KIND = 5;
const CAP = 1_000;

/** Ten metrics, each at its default cap and one call beyond it. */
function atTheCap(): PrometheusMetrics {
  const metrics = createPrometheusMetrics();
  const labelNames = ['route', 'user'];
  for (let index = 0; index < METRICS_OF_A_KIND; index += 1) {
    const counter = metrics.counter(`calls_${index}_total`, { labelNames });
    const timer = metrics.timer(`calls_${index}_duration_seconds`, { labelNames });
    for (let series = 0; series <= CAP; series += 1) {
      const labels = { route: '/users/:id', user: `user-${series}` };
      counter.add(series, labels);
      timer.record(series, labels);
    }
  }
  return metrics;
}

/** How long a scrape takes, and for how long at most nobody else had a turn. */
async function measure(scrape: () => Promise<string>): Promise<Counts> {
  let longest = 0;
  let last = performance.now();
  let isRunning = true;
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (isRunning) setImmediate(turn);
  };
  setImmediate(turn);
  const startedAt = performance.now();
  const text = await scrape();
  const took = performance.now() - startedAt;
  // The turn that the scrape ended in counts as well.
  await new Promise((resolve) => setImmediate(resolve));
  isRunning = false;
  return { 'scrape ms': took, 'longest block ms': longest, 'MB of text': text.length / 1e6 };
}

function scrapeBench(): CountingBench {
  const metrics = atTheCap();
  return {
    name: 'scrape-at-cap',
    operation: `a scrape of ${METRICS_OF_A_KIND} counters and ${METRICS_OF_A_KIND} timers with ${CAP + 1} series each`,
    repeats: 9,
    targets: [],
    contestants: [
      {
        name: 'registry.metrics()',
        note: 'prom-client renders all metrics in one turn',
        sample: () => measure(() => metrics.native.metrics()),
      },
      {
        name: 'exposition.render()',
        note: 'gives up the event loop after 2 ms, in the midst of a metric as well',
        sample: () => measure(async () => unwrap(await metrics.exposition.render())),
      },
    ],
  };
}

const timed: readonly TimedBench[] = [
  {
    name: 'counter-add',
    operation: 'one call counted under two labels',
    baseline: 'prom-client',
    contestants: counters(),
    opsPerPass: CALLS,
    clock: 'cpu',
    expected: 2,
    targets: [{ contestant: 'metrics-prometheus', atLeast: 0.9 }],
  },
  {
    name: 'timer-record',
    operation: 'a duration recorded under two labels, in eleven buckets',
    baseline: 'prom-client',
    contestants: timers(),
    opsPerPass: CALLS,
    clock: 'cpu',
    expected: 1,
    targets: [{ contestant: 'metrics-prometheus', atLeast: 0.9 }],
  },
];

export const metrics: Suite = {
  name: 'metrics',
  about: 'Metrics for Prometheus: what counting costs, and what a scrape does to the event loop.',
  open: async () => ({ timed, counting: [scrapeBench()], close: async () => undefined }),
};
