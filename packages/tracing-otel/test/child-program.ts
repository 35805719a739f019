import { createOtelTracer } from '../src/index.js';

/** Makes spans, closes or does not, and has nothing more to do: whether the process ends is the question. */
const [, , endpoint = '', deadlineMs = ''] = process.argv;
const tracer = createOtelTracer({ endpoint, serviceName: 'child' });
for (let index = 0; index < 600; index += 1) tracer.startSpan('s').end();
if (deadlineMs !== 'leave') {
  const started = performance.now();
  const result = await tracer.close({ deadlineMs: Number(deadlineMs) });
  const tookMs = performance.now() - started;
  console.log(JSON.stringify({ ok: result.ok, dropped: tracer.droppedSpans, inTime: tookMs < 9_000 }));
}
