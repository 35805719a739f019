import type { Clock, Layer, Logger, Metrics, OnError, Tracer } from '@infra/core';
import { logged, type LoggedOptions } from './logged.js';
import { metered, type MeteredOptions } from './metered.js';
import { traced, type TracedOptions } from './traced.js';

/** What is left out is not observed. `clock` and `onError` are those of every part that has none of its own. */
export interface ObserveOptions {
  readonly logger?: Logger | undefined;
  readonly metrics?: Metrics | undefined;
  readonly tracer?: Tracer | undefined;
  readonly logging?: Omit<LoggedOptions, 'logger'> | undefined;
  readonly metering?: Omit<MeteredOptions, 'metrics' | 'of'> | undefined;
  readonly tracing?: Omit<TracedOptions, 'tracer' | 'as'> | undefined;
  readonly clock?: Clock | undefined;
  readonly onError?: OnError | undefined;
}

/**
 * The layers around a call, the first outermost: the span is active when the line is written and the metric counted. They go first in
 * `decorate`, or into `observe` of a `pipeline`: so they see each call once, as its caller does.
 *
 * @throws `validation` for options that make no sense
 */
export function observe(options: ObserveOptions): readonly Layer[] {
  return layers(options, 'operation', 'calls');
}

/**
 * The layers around each attempt of a retry, for `observeAttempts` of a `pipeline`: spans below that of the call, lines and metrics
 * (`infra_attempts_total`) with names of their own.
 *
 * @throws `validation` for options that make no sense
 */
export function observeAttempts(options: ObserveOptions): readonly Layer[] {
  return layers(options, 'attempt', 'attempt-spans');
}

function layers(
  { logger, metrics, tracer, logging, metering, tracing, clock, onError }: ObserveOptions,
  of: MeteredOptions['of'],
  as: TracedOptions['as'],
): readonly Layer[] {
  const shared = <Own extends { readonly clock?: Clock | undefined; readonly onError?: OnError | undefined }>(
    own: Own,
  ) => ({
    ...own,
    clock: own.clock ?? clock,
    onError: own.onError ?? onError,
  });
  return [
    ...(tracer === undefined ? [] : [traced({ ...shared({ ...tracing }), tracer, as })]),
    ...(metrics === undefined ? [] : [metered({ ...shared({ ...metering }), metrics, of })]),
    ...(logger === undefined ? [] : [logged({ ...shared({ ...logging }), logger })]),
  ];
}
