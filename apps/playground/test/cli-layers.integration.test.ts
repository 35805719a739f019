import { afterEach, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from './build.js';
import { PlaygroundProcess } from './playground-process.js';

beforeAll(ensureBuilt, 180_000);

const running = new Set<PlaygroundProcess>();
function start(args: readonly string[]): PlaygroundProcess {
  const one = new PlaygroundProcess(args);
  running.add(one);
  return one;
}
afterEach(async () => {
  for (const one of running) one.kill('SIGTERM');
  await Promise.all([...running].map((one) => one.ended()));
  running.clear();
});

test('with a fault fails, and holds with the same fault behind a retry', async () => {
  const args = ['--exit', '--scenario', 'traffic', '--seconds', '1', '--rate', '100', '--log-level', 'silent'];
  const broken = ['--fault', 'storage:errors=30:for=0'];
  const [bare, layered] = await Promise.all([
    start([...args, ...broken]).ended(),
    start([...args, ...broken, '--layers', 'storage=retry:attempts=6:delayMs=1,breaker:failures=100']).ended(),
  ]);
  expect(bare.code).toBe(1);
  expect(bare.stdout).toContain('broken: storage:errors=30:for=0');
  expect(bare.stdout).toMatch(/✗ Steady traffic: \d+ of 100 failed: \d+ unavailable/);
  expect({ code: layered.code, stderr: layered.stderr }).toEqual({ code: 0, stderr: '' });
  expect(layered.stdout).toContain('storage behind retry:attempts=6:delayMs=1,breaker:failures=100:openMs=5000');
  expect(layered.stdout).toMatch(/[1-9]\d* retries/);
});

test('answers probes, and with prometheus a scraper', async () => {
  const one = start([
    '--port',
    '0',
    '--metrics',
    'prometheus',
    '--layers',
    'cache=observe',
    '--products',
    '200',
    '--readers',
    '50',
  ]);
  const url = await one.url();
  for (const path of ['live', 'ready', 'startup']) {
    const answer = await fetch(`${url}/health/${path}`);
    expect([path, answer.status]).toEqual([path, 200]);
  }
  const metrics = await (await fetch(`${url}/health/metrics`)).text();
  expect(metrics).toMatch(/infra_operations_total\{port="cache",provider="memory",operation="getOrSet"/);
});
