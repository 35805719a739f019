import assert from 'node:assert/strict';
import { ok, unwrap } from '@infra/core';
import { check, createHealth, healthHandler, memoryCheck } from '@infra/health';

async function main(): Promise<void> {
  const mail = { health: async () => ok({ status: 'down' as const, latencyMs: 1, reason: 'no route' }) };
  const health = createHealth({ checks: [check('mail', mail)], liveness: [memoryCheck()] });
  const handler = healthHandler(health);
  const ask = async (probe: string): Promise<number> =>
    (await handler(new Request(`http://localhost/health/${probe}`))).status;
  assert.deepEqual([await ask('live'), await ask('ready')], [200, 503]);
  unwrap(await health.close());
}

void main();
