import { expect, test } from 'vitest';
import { createOtelTracer, type OtelTracerOptions } from '../src/index.js';

test.each([
  ['endpoint', { endpoint: undefined }],
  ['endpoint', { endpoint: 'not a url' }],
  ['endpoint', { endpoint: 'ftp://127.0.0.1' }],
  ['endpoint', { endpoint: 'http://user:s3cret@127.0.0.1' }],
  ['serviceName', { serviceName: ' ' }],
  ['sampleRatio', { sampleRatio: 1.1 }],
  ['sampleRatio', { sampleRatio: Number.NaN }],
  ['batch.maxQueue', { batch: { maxQueue: 0 } }],
  ['batch.maxSpans', { batch: { maxQueue: 10, maxSpans: 11 } }],
  ['batch.delayMs', { batch: { delayMs: 2 ** 31 } }],
  ['batch.timeoutMs', { batch: { timeoutMs: 1.5 } }],
  ['headers', { headers: { 'x-key': 's3cret\n' } }],
  ['headers', { headers: { 'x key': 's3cret' } }],
  ['tracer', { tracer: {} }],
])('a wrong %s is refused, without a secret', (name, wrong) => {
  const options = { endpoint: 'http://127.0.0.1:4318', serviceName: 's', ...wrong } as OtelTracerOptions;
  let thrown: unknown;
  try {
    createOtelTracer(options);
  } catch (cause) {
    thrown = cause;
  }
  expect(thrown).toMatchObject({ code: 'validation', message: expect.stringContaining(name) });
  expect(JSON.stringify([thrown, String(thrown)])).not.toContain('s3cret');
});
