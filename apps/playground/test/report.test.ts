import { expect, test } from 'vitest';
import { coloursFor } from '../src/cli/colours.js';
import { microseconds, percent } from '../src/format.js';
import { showProgress } from '../src/cli/progress.js';
import { report } from '../src/cli/report.js';
import { defaultComposition } from '../src/composition/composition.js';
import { noFault } from '../src/faults/fault-table.js';
import { noLayers } from '../src/layers/layer-table.js';
import type { CompositionView, RunView } from '../src/contract.js';

const counts = { calls: 5, hits: 3, misses: 1, loads: 1, errors: 0, retries: 2, p50Us: 12, p95Us: 2_400 };
const run: RunView = {
  ...counts,
  id: 'r',
  scenario: 'catalogue',
  params: { products: 2_000 },
  seed: 7,
  composition: 'h',
  providers: { ...defaultComposition, cache: 'redis' },
  layers: { ...noLayers, cache: { retry: {} } },
  faults: [{ ...noFault, port: 'storage', latencyMs: 50, since: '2026-01-01T00:00:00.000Z' }],
  startedAt: '2026-01-01T00:00:00.000Z',
  status: 'failed',
  reason: 'did not hold: Warm read',
  durationMs: 1_240,
  done: 5,
  total: 5,
  dropped: 0,
  steps: [
    {
      ...counts,
      name: 'cold',
      title: 'Cold read',
      expectation: 'loads once',
      status: 'ok',
      note: 'a note',
      durationMs: 12,
    },
    {
      ...counts,
      name: 'warm',
      title: 'Warm read',
      expectation: 'hits',
      status: 'failed',
      reason: '3 hits',
      durationMs: 9,
    },
    {
      ...counts,
      name: 'gone',
      title: 'Server killed',
      expectation: 'e',
      status: 'skipped',
      reason: 'no server',
      durationMs: 0,
    },
  ],
};
const composition: CompositionView = {
  composition: run.providers,
  layers: run.layers,
  hash: 'h',
  health: { status: 'up', services: {} },
  servers: ['redis-server 7.0 on PATH'],
  serverOf: { cache: 'redis-server 7.0 on PATH' },
};

test('the table is aligned, and says what failed and what was used', () => {
  expect(report(run, 'Catalogue', composition, coloursFor({}))).toMatchInlineSnapshot(`
    "Catalogue  redis cache, memory storage, console logger  products 2,000
    cache behind retry:attempts=3:delayMs=50
    broken: storage:latency=50
    using redis-server 7.0 on PATH

    Step           Expectation           Hits  Misses  Loads  Errors    p50     p95    Time
    Cold read      loads once   ok          3       1      1       0  12 µs  2.4 ms   12 ms
    Warm read      hits         failed      3       1      1       0  12 µs  2.4 ms  9.0 ms
    Server killed  e            skipped

      Cold read: a note
    ✗ Warm read: 3 hits
    – Server killed: skipped, no server
    ✗ failed: did not hold: Warm read.  5 calls in 1.24 s, 75.0 % hits, 1 loader runs, 2 retries, p95 2.4 ms
    "
  `);
});

test('colours are for terminals that want them', () => {
  expect(coloursFor({ isTTY: true }, {}).red('x')).toBe('\u001b[31mx\u001b[39m');
  expect(coloursFor({ isTTY: true }, { NO_COLOR: '1' }).red('x')).toBe('x');
  expect(coloursFor({ isTTY: true }, { TERM: 'dumb' }).red('x')).toBe('x');
  expect(coloursFor({ isTTY: false }, {}).red('x')).toBe('x');
});

test('numbers are for people', () => {
  expect([microseconds(999.4), microseconds(1_500), microseconds(2_000_000)]).toEqual(['999 µs', '1.5 ms', '2.00 s']);
  expect([percent(1, 3), percent(0, 0)]).toEqual(['33.3 %', '–']);
});

test('progress is drawn on a terminal only', () => {
  const written: string[] = [];
  const write = (text: string): number => written.push(text);
  showProgress({ isTTY: false, write }, () => run)();
  expect(written).toEqual([]);
  showProgress({ isTTY: true, write }, () => run)();
  expect(written).toEqual(['\r\u001b[2K']);
});
