import type { Span } from '../../../src/contract.js';

export type Shown = 'all' | 'errors' | 'retried' | 'injected';

export interface SpanFilter {
  /** All of these words, in the key, the operation, the provider, the flags, the code or what it is a part of. */
  readonly text: string;
  readonly show: Shown;
  /** The name of one step; all of them without it. */
  readonly step: string | undefined;
}

/** Whether a span is part of a call: it goes where its call goes. */
export function isWithinCall({ kind }: Span): boolean {
  return kind === 'attempt' || kind === 'wait';
}

/** Whether somebody can look at it: a call of a port, or a run of a handler. */
export function isCall({ kind }: Span): boolean {
  return kind === 'call' || kind === 'handler';
}

/** Whether a call is one of those that are asked for. */
export function isShown({ code, flags }: Span, show: Shown): boolean {
  if (show === 'errors') return code !== undefined;
  return show === 'all' || flags.includes(show);
}

/**
 * What the filter lets through. A step is shown when it is itself asked for, or when there is no filter; attempts and waits
 * with their call.
 */
export function filterSpans(spans: readonly Span[], { text, show, step }: SpanFilter): readonly Span[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && show === 'all' && step === undefined) return spans;
  const calls = new Set<number>();
  return spans.filter((span) => {
    // A call comes before what is part of it.
    if (isWithinCall(span)) return span.parent !== null && calls.has(span.parent);
    if (step !== undefined && (span.kind === 'step' ? span.op : span.key.split(':')[0]) !== step) return false;
    if (!isShown(span, show)) return false;
    const haystack = [span.key, span.op, span.provider, span.code, span.correlation, ...span.flags]
      .join(' ')
      .toLowerCase();
    const matches = words.length === 0 || (span.kind !== 'step' && words.every((word) => haystack.includes(word)));
    if (matches) calls.add(span.i);
    return matches;
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

/** In the order of their beginnings, what is part of a call right behind it. */
export function inOrder(spans: Iterable<Span>): readonly Span[] {
  const place = (span: Span): number => (isWithinCall(span) ? (span.parent ?? span.i) : span.i);
  return [...spans].sort((a, b) => place(a) - place(b) || a.i - b.i);
}
