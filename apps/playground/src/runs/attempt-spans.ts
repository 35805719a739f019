import type { Span } from '../contract.js';
import type { Attempt, CallTrail } from './call-trail.js';

/** The waits and attempts of a call, in their order, as spans below it. `nextIndex` numbers them. */
export function attemptSpans(call: Span, trail: CallTrail, endUs: number, nextIndex: () => number): readonly Span[] {
  if (!trail.isEventful) return [];
  const { port, op, provider } = call;
  const base = { parent: call.i, op, ...(port && { port }), ...(provider !== undefined && { provider }) };
  const spans: Span[] = [];
  const add = (kind: 'attempt' | 'wait', startUs: number, untilUs: number, more: Partial<Span>): void => {
    spans.push({
      ...{ i: nextIndex(), ...base, kind, startUs, durUs: Math.max(0, untilUs - startUs), flags: [] },
      key: `${call.key}~${spans.length}`,
      ...more,
    });
  };
  let freeUs = trail.queuedUs;
  for (const attempt of trail.attempts) {
    if (freeUs !== undefined) add('wait', freeUs, attempt.startUs, { attempt: attempt.number });
    const { startUs, endUs: attemptEndUs = endUs } = attempt;
    add('attempt', startUs, attemptEndUs, outcomeOf(attempt));
    freeUs = attemptEndUs;
  }
  if (trail.attempts.length === 0 && freeUs !== undefined) add('wait', freeUs, endUs, { attempt: 1 });
  return spans;
}

function outcomeOf({ number, code, error, flags }: Attempt): Partial<Span> {
  return {
    attempt: number,
    flags: [...flags],
    ...(code !== undefined && { code }),
    ...(error !== undefined && { error }),
  };
}
