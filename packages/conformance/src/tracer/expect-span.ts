import assert from 'node:assert/strict';
import type { Span } from '@infra/core';
import { expectOk } from '../expect-result.js';
import type { SpanRecord, TracerUnderTest } from './harness.js';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/** The ids of a span, from the header that it would send: well-formed, and not all zeros. */
export function idsOf({ context }: Span): { readonly traceId: string; readonly spanId: string } {
  const [, traceId = '', spanId = ''] = TRACEPARENT.exec(context.traceparent) ?? [];
  assert.ok(traceId !== '', `no traceparent: ${context.traceparent}`);
  assert.ok(!/^0+$/.test(traceId) && !/^0+$/.test(spanId), 'ids of zeros only are invalid');
  return { traceId, spanId };
}

/** Runs a call that has to survive whatever it is given. */
export function survives(call: () => void, what: string): void {
  assert.doesNotThrow(call, `${what}: it threw into the code that is traced`);
}

/** What has arrived of a span; exactly one. */
export async function arrived({ tracer, spans }: TracerUnderTest, span: Span): Promise<SpanRecord> {
  await expectOk(tracer.flush(), 'flush');
  const { spanId } = idsOf(span);
  const [record, ...others] = (await spans()).filter((candidate) => candidate.spanId === spanId);
  assert.ok(record !== undefined, 'the span did not arrive');
  assert.equal(others.length, 0, 'it arrived more than once');
  return record;
}
