import type { Span } from '../../../src/contract.js';

export interface SpanFilter {
  /** All of these words, in the key, the operation, the provider, the flags or the code. */
  readonly text: string;
  readonly errorsOnly: boolean;
  /** The name of one step; all of them without it. */
  readonly step: string | undefined;
}

/** What the filter lets through. A step is shown when it is itself asked for, or when there is no filter. */
export function filterSpans(spans: readonly Span[], { text, errorsOnly, step }: SpanFilter): readonly Span[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && !errorsOnly && step === undefined) return spans;
  return spans.filter((span) => {
    if (step !== undefined && (span.kind === 'step' ? span.op : span.key.split(':')[0]) !== step) return false;
    if (errorsOnly && span.code === undefined) return false;
    if (words.length === 0) return true;
    if (span.kind === 'step') return false;
    const haystack = [span.key, span.op, span.provider, span.code, ...span.flags].join(' ').toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}

/** From the first beginning to the last end, in microseconds; at least one. */
export function extentOf(spans: readonly Span[]): { readonly fromUs: number; readonly lengthUs: number } {
  let from = Infinity;
  let to = 0;
  for (const { startUs, durUs } of spans) {
    from = Math.min(from, startUs);
    to = Math.max(to, startUs + (durUs ?? 0));
  }
  return from === Infinity ? { fromUs: 0, lengthUs: 1 } : { fromUs: from, lengthUs: Math.max(1, to - from) };
}
