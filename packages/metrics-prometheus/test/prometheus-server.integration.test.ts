import { once } from 'node:events';
import { createServer } from 'node:http';
import { unwrap } from '@infra/core';
import { findPrometheusBinary, promtoolCheck, startPrometheus } from '@tooling/servers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPrometheusMetrics, type PrometheusMetrics } from '../src/index.js';

let metrics: PrometheusMetrics;
const server = createServer((_, response) => {
  void metrics.exposition.render().then((text) => {
    response.setHeader('content-type', metrics.exposition.contentType);
    response.end(unwrap(text));
  });
});

beforeAll(async () => {
  // The first one on a machine is fetched, which takes longer than a test may.
  await findPrometheusBinary();
  metrics = createPrometheusMetrics({ maxSeries: 20, processMetrics: true });
  const labelNames = ['operation', 'user'];
  const counter = metrics.counter('cache_operations_total', { labelNames, description: 'Line one.\nLine "two" \\.' });
  for (let user = 0; user < 50; user += 1) counter.add(user, { operation: 'get', user: `u-${user}` });
  counter.add(1, { operation: 'quote " backslash \\ newline \n end', user: 'héllo 🔑' });
  metrics.gauge('queue_length').set(-1.5e-7);
  metrics.histogram('body_bytes', { buckets: [-1, 0, 1e21] }).record(3);
  metrics.timer('cache_operation_duration_seconds', { labelNames: ['operation'] }).record(12, { operation: 'get' });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  unwrap(await metrics.close());
});

test('promtool has nothing to say of it, process metrics included', async () => {
  expect(await promtoolCheck(unwrap(await metrics.exposition.render()))).toEqual([]);
});

test('promtool has something to say of what is wrong', async () => {
  expect(await promtoolCheck('# TYPE a counter\na 1\n')).not.toEqual([]);
  expect(await promtoolCheck('no exposition')).not.toEqual([]);
});

test('a Prometheus scrapes it, and its API gives the values', async () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  await using prometheus = await startPrometheus({ targets: [`127.0.0.1:${port}`] });
  const query = async (expression: string): Promise<readonly (readonly [object, string])[]> => {
    const answer = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(expression)}`, {
      signal: AbortSignal.timeout(5_000),
    });
    const { data } = (await answer.json()) as { data: { result: { metric: object; value: [number, string] }[] } };
    return data.result.map(({ metric, value }) => [metric, value[1]] as const);
  };
  await expect.poll(() => query('up'), { timeout: 20_000, interval: 200 }).toMatchObject([[{ job: 'test' }, '1']]);

  expect(await query('sum(cache_operations_total)')).toMatchObject([[{}, String((49 * 50) / 2 + 1)]]);
  expect(await query('cache_operations_total{user="__overflow__"}')).toHaveLength(1);
  expect(await query('queue_length')).toMatchObject([[{}, '-1.5e-07']]);
  expect(await query('body_bytes_bucket{le="0"}')).toMatchObject([[{}, '0']]);
  expect(await query('body_bytes_bucket{le="+Inf"}')).toMatchObject([[{}, '1']]);
  const [[, quantile] = [{}, '']] = await query('histogram_quantile(1, cache_operation_duration_seconds_bucket)');
  expect(Number(quantile)).toBeCloseTo(0.025);
  expect(await query('nodejs_heap_size_used_bytes > 0')).toHaveLength(1);
});
