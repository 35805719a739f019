import type { Clock, Span, SpanAttributes, SpanOptions, Tracer } from '@infra/core';
import type { Broken } from './containment.js';
import type { Ending } from './outcome.js';

/** A span whose tracer may throw: whoever is traced knows nothing of it. */
export interface ContainedSpan {
  /** Runs `work` with the span as the active one: once, whatever the tracer does. */
  run<T>(work: () => T): T;
  setAttributes(attributes: SpanAttributes): void;
  /** Says how it went, and ends the span. */
  end(ending: Ending, error?: unknown): void;
  readonly span: Span | undefined;
}

/** `clock` gives the span its times; without one the tracer takes its own. */
export function startContained(
  tracer: Tracer,
  name: string,
  options: SpanOptions,
  clock: Clock | undefined,
  broken: Broken,
): ContainedSpan {
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (cause) {
      broken(cause);
      return undefined;
    }
  };
  const time = attempt(() => startTime(clock));
  const span = attempt(() =>
    tracer.startSpan(name, time === undefined ? options : { ...options, startTime: time.startTime }),
  );
  return {
    span,
    run(work) {
      return span === undefined ? work() : runActive(tracer, span, work, broken);
    },
    setAttributes(attributes) {
      attempt(() => {
        if (span?.isRecording === true) span.setAttributes(attributes);
      });
    },
    end({ outcome, code }, error) {
      attempt(() => {
        if (span?.isRecording !== true || outcome === 'ok') return;
        span.setAttributes(outcome === 'error' ? { 'error.type': code } : { 'infra.outcome': outcome });
        if (outcome === 'error') span.fail(error);
      });
      attempt(() => span?.end(time?.endTime()));
    },
  };
}

type Attempt<T> = { readonly value: T } | { readonly thrown: unknown };

/** A tracer that breaks before, in or after `run` must not keep `work` from running, nor have it run twice. */
function runActive<T>(tracer: Tracer, span: Span, work: () => T, broken: Broken): T {
  let made: Attempt<T> | undefined;
  const once = (): Attempt<T> => (made ??= attemptAt(work));
  try {
    tracer.run(span, once);
  } catch (cause) {
    broken(cause);
  }
  const done = once();
  if ('thrown' in done) throw done.thrown;
  return done.value;
}

function attemptAt<T>(work: () => T): Attempt<T> {
  try {
    return { value: work() };
  } catch (thrown) {
    return { thrown };
  }
}

/** The wall clock says when it began; how long it took is measured, for the wall clock may jump. */
function startTime(clock: Clock | undefined): { readonly startTime: Date; endTime(): Date } | undefined {
  if (clock === undefined) return undefined;
  const start = clock.now();
  const startMs = clock.monotonicMs();
  return { startTime: start, endTime: () => new Date(start.getTime() + clock.monotonicMs() - startMs) };
}
