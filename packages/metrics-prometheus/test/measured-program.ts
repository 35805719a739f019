import { unwrap } from '@infra/core';
import { createPrometheusMetrics } from '../src/index.js';

/** Run by a test as a process of its own: measures itself, is scraped once, and closes or does not. */
async function main(): Promise<void> {
  const metrics = createPrometheusMetrics({ processMetrics: true });
  // Enough garbage for some of it to be collected, and a turn for its observer.
  let kept: number[][] = [];
  for (let round = 0; round < 400; round += 1)
    kept = [Array.from({ length: 20_000 }, () => round), ...kept.slice(0, 2)];
  await new Promise((resolve) => setTimeout(resolve, 200));
  process.stdout.write(unwrap(await metrics.exposition.render()));
  if (process.argv[2] === 'close') unwrap(await metrics.close());
}

void main();
