import type { RecordedSpan } from './recorded-span.js';

/** The spans of one trace, by the time of their start; of those that started together, in the order of their ends. */
export function spansOfTrace(spans: readonly RecordedSpan[], traceId: string): readonly RecordedSpan[] {
  return spans
    .filter((span) => span.traceId === traceId)
    .sort((one, other) => one.startTime.getTime() - other.startTime.getTime());
}
