import type { Span, SpanOptions, Tracer } from '@infra/core';
import { startContained, type ContainedSpan } from './contained-span.js';
import { endingOf, endingOfError } from './outcome.js';

/**
 * Runs `work` in a span of its own: active while it runs, failed by the error that `work` throws, rejects with or returns as a
 * `Result`, and ended. What `work` returns is returned as it is, and what it throws is thrown. A tracer that throws is ignored.
 *
 * @example const order = await span(tracer, 'place order', { attributes: { 'order.lines': 3 } }, () => orders.place(cart));
 */
export function span<T>(tracer: Tracer, name: string, options: SpanOptions, work: (span: Span) => T): T {
  const current = startContained(tracer, name, options, undefined, () => undefined);
  try {
    const result = current.run(() => work(current.span ?? NO_SPAN));
    if (!(result instanceof Promise)) {
      end(current, result);
      return result;
    }
    // Beside the caller's own way, so that what is returned is what `work` made; a rejection is still the caller's to handle.
    result.then(
      (value) => end(current, value),
      (cause: unknown) => current.end(endingOfError(cause), cause),
    );
    return result;
  } catch (cause) {
    current.end(endingOfError(cause), cause);
    throw cause;
  }
}

/** Only a `Result` says that it failed: any other value is a success. */
function end(current: ContainedSpan, value: unknown): void {
  if (typeof value !== 'object' || value === null || !('ok' in value) || value.ok !== false) current.end(SUCCESS);
  else current.end(endingOf(value), 'error' in value ? value.error : undefined);
}

const SUCCESS = endingOf({ ok: true });

const NOTHING = (): void => undefined;

/** What `work` gets where the tracer could not make a span. */
const NO_SPAN: Span = Object.freeze({
  context: Object.freeze({ traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00` }),
  isRecording: false,
  setAttributes: NOTHING,
  addEvent: NOTHING,
  fail: NOTHING,
  end: NOTHING,
});
