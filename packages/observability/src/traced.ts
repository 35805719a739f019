import type { AsyncResult, Call, Clock, Layer, OnError, Span, SpanAttributes, Tracer } from '@infra/core';
import { CallKinds } from './call-kinds.js';
import { checkPort, shown } from './checks.js';
import { startContained } from './contained-span.js';
import { createContainment, type Broken } from './containment.js';
import { invalidOption } from './errors.js';
import { watching } from './observer.js';
import { endingOf, endingOfError } from './outcome.js';
import { attributesOf } from './span-attributes.js';

export interface TracedOptions {
  readonly tracer: Tracer;
  /**
   * What the layer is around: calls, each of which gets a span, or the attempts of a retry, for a layer that is inside of it. Those
   * get spans of their own (`attempt-spans`) or events of the active span (`attempt-events`), which cost less. Default: `calls`.
   */
  readonly as?: 'calls' | 'attempt-spans' | 'attempt-events' | undefined;
  /** Of every span, beside its own. Default: none. */
  readonly attributes?: SpanAttributes | undefined;
  /** Gives the spans their times. Default: the tracer's. */
  readonly clock?: Clock | undefined;
  /** Is told, once, of a tracer or clock that throws: the call knows nothing of it. Default: nobody is. */
  readonly onError?: OnError | undefined;
}

/**
 * A span for each call, of kind `client`, named `port.operation`, and active while the call runs. It has `infra.port`, `infra.provider`
 * and `infra.operation`, what OpenTelemetry's conventions add for databases and messaging, and for a failure `error.type`, the
 * error's code. What was cancelled has not failed: `infra.outcome` says so. Arguments and values never become attributes.
 *
 * An attempt's span is named `port.operation attempt`, its event `attempt`; `infra.attempt` is its number, from 1.
 *
 * @throws `validation` for options that make no sense
 */
export function traced(options: TracedOptions): Layer {
  const { tracer, clock, as = 'calls', attributes, onError } = options;
  checkPort('traced', 'tracer', tracer, 'startSpan', 'run', 'active');
  if (clock !== undefined) checkPort('traced', 'clock', clock, 'now', 'monotonicMs');
  const broken = createContainment('traced', onError);
  switch (as) {
    case 'calls':
      return spans({ tracer, clock, broken, attributes, suffix: '', isAttempt: false });
    case 'attempt-spans':
      return spans({ tracer, clock, broken, attributes, suffix: ' attempt', isAttempt: true });
    case 'attempt-events':
      return events(tracer, attributes, broken);
    default:
      throw invalidOption('traced', `as must be calls, attempt-spans or attempt-events, not ${shown(as)}.`);
  }
}

interface SpanRules {
  readonly tracer: Tracer;
  readonly clock: Clock | undefined;
  readonly broken: Broken;
  readonly attributes: SpanAttributes | undefined;
  readonly suffix: string;
  readonly isAttempt: boolean;
}

function spans({ tracer, clock, broken, attributes, suffix, isAttempt }: SpanRules): Layer {
  const kinds = new CallKinds((kind) => ({
    name: `${kind.port}.${kind.operation}${suffix}`,
    options: { kind: 'client', attributes: Object.freeze({ ...attributes, ...attributesOf(kind) }) } as const,
  }));
  return (next) =>
    async (call): AsyncResult<unknown> => {
      const { name, options } = kinds.of(call);
      const current = startContained(tracer, name, options, clock, broken);
      if (isAttempt || call.attempt !== undefined) current.setAttributes(attemptAttributes(call));
      try {
        const result = await current.run(() => next(call));
        current.end(endingOf(result), errorOf(result));
        return result;
      } catch (cause) {
        current.end(endingOfError(cause), cause);
        throw cause;
      }
    };
}

function events(tracer: Tracer, attributes: SpanAttributes | undefined, broken: Broken): Layer {
  return watching<{ readonly span: Span | undefined }>(
    {
      // Asked for now: afterwards somebody else's may be the active one.
      begin: () => ({ span: tracer.active() }),
      end({ span }, { outcome, code }, call) {
        if (span?.isRecording !== true) return;
        span.addEvent('attempt', {
          ...attributes,
          ...attemptAttributes(call),
          'infra.outcome': outcome,
          ...(outcome === 'error' ? { 'error.type': code } : undefined),
        });
      },
    },
    broken,
  );
}

function attemptAttributes({ attempt = 1 }: Call): SpanAttributes {
  return { 'infra.attempt': attempt };
}

function errorOf(result: unknown): unknown {
  return typeof result === 'object' && result !== null && 'error' in result ? result.error : undefined;
}
