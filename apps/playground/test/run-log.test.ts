import { unwrap } from '@infra/core';
import { afterEach, expect, test } from 'vitest';
import { defaultComposition } from '../src/composition/composition.js';
import type { LogView } from '../src/contract.js';
import { createHarness, prepare, type Harness } from './harness.js';

let harness: Harness;
afterEach(() => harness.close());

async function run(): Promise<string> {
  const { id, finished } = unwrap(harness.runs.begin(prepare({ products: 20, readers: 2 })));
  expect((await finished).status).toBe('ok');
  return id;
}
async function logOf(run: string): Promise<LogView> {
  return (await (await harness.request(`/api/runs/${run}/log`)).json()) as LogView;
}

test('a run in the memory logger: its own lines, in order, without secrets', async () => {
  harness = await createHarness({ logger: 'memory' });
  const first = await run();
  const second = await run();
  const { provider, lines = [], earlier } = await logOf(second);
  expect({ provider, earlier }).toEqual({ provider: 'memory', earlier: 0 });
  expect(lines[0]).toMatchObject({ level: 'info', message: 'run started', fields: { scenario: 'catalogue' } });
  expect(lines.at(-1)).toMatchObject({ message: 'run ended', fields: { status: 'ok' } });
  expect(lines.map(({ time }) => time)).toEqual(lines.map(({ time }) => time).sort());
  const stored = lines.find(({ message }) => message === 'price lists stored');
  expect(stored?.fields).toMatchObject({ uploadedBy: { name: 'catalogue', token: '[redacted]' } });
  expect(JSON.stringify(lines)).not.toContain('not for a log');
  expect(JSON.stringify(lines)).not.toContain(first);
});

test('the log of a run stays when another logger is applied', async () => {
  harness = await createHarness({ logger: 'memory' });
  const id = await run();
  const before = await logOf(id);
  await harness.send('PUT', '/api/composition', { ...defaultComposition, logger: 'console' });
  expect(await logOf(id)).toEqual(before);
});

test('a logger that writes elsewhere has no lines to show, and an unknown run has none', async () => {
  harness = await createHarness();
  expect(await logOf(await run())).toEqual({ provider: 'console', earlier: 0 });
  expect((await harness.request('/api/runs/nothing/log')).status).toBe(404);
});
