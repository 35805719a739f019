import assert from 'node:assert/strict';
import { ok, unwrap, type AsyncResult } from '@infra/core';
import { decorate, definePort } from '@infra/layers';
import { createMemoryMetrics, createMemoryTracer } from '@infra/monitoring-memory';
import { createContextCarrier, extractContext, injectContext, observe } from '@infra/observability';

interface Mail {
  readonly provider: string;
  send(to: string): AsyncResult<string>;
}

const mailSpec = definePort<Mail>('mail', { send: { idempotent: false } });

async function main(): Promise<void> {
  const [metrics, tracer, carrier] = [createMemoryMetrics(), createMemoryTracer(), createContextCarrier()];
  const mail: Mail = { provider: 'test', send: async (to) => ok(to) };
  const seen = decorate(mail, mailSpec, ...observe({ metrics, tracer }));
  const headers = await carrier.run(extractContext({ 'x-request-id': 'r-17' }), async () => {
    unwrap(await seen.send('ada@example.com'));
    return injectContext<Record<string, string>>({}, { carrier });
  });
  assert.equal(headers['x-request-id'], 'r-17');
  assert.deepEqual(tracer.spans.map(({ name }) => name), ['mail.send']); // prettier-ignore
  assert.equal(metrics.snapshots.read('infra_operations_total')[0]?.value, 1);
}

void main();
