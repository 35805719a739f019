// To a collector that is not there: nothing throws, close() says so, and the process ends by itself.
import assert from 'node:assert/strict';
import { createOtelTracer } from '@infra/tracing-otel';

async function main(): Promise<void> {
  const tracer = createOtelTracer({ endpoint: 'http://127.0.0.1:9', serviceName: 'consumer' });
  const span = tracer.startSpan('order', { attributes: { currency: 'CHF' } });
  assert.equal(await tracer.run(span, async () => tracer.active()), span);
  assert.match(span.context.traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  span.end();
  const flushed = await tracer.flush();
  assert.equal(flushed.ok ? 'ok' : flushed.error.code, 'unavailable');
  assert.equal((await tracer.close({ deadlineMs: 1_000 })).ok, false);
}

void main();
