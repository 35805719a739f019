import { err, ok, type AsyncResult } from '@infra/core';
import { settleOnAbort } from '@internal/abort';
import type { Tracer, TracerProvider } from '@opentelemetry/api';
import { cancelled, invalidOption, unexpected } from './errors.js';
import type { ExistingTracerOptions } from './options.js';

/** Which of the two it is. */
export function nativeTracer({ tracer, scope }: ExistingTracerOptions, name: string): Tracer {
  if (isProvider(tracer)) return tracer.getTracer(scope?.name ?? name, scope?.version);
  if (typeof tracer === 'object' && tracer !== null && typeof tracer.startSpan === 'function') return tracer;
  throw invalidOption('tracer must be a tracer of OpenTelemetry or a provider of them; or give an endpoint.');
}

/** Asks the provider to send what it has. A tracer alone cannot be asked. */
export function flushExisting({ tracer }: ExistingTracerOptions, signal: AbortSignal | undefined): AsyncResult<void> {
  if (signal?.aborted === true) return Promise.resolve(err(cancelled('tracer.flush', signal.reason)));
  if (!isProvider(tracer) || tracer.forceFlush === undefined) return Promise.resolve(ok());
  const flushed = Promise.resolve()
    .then(() => tracer.forceFlush?.())
    .then(
      () => ok(),
      // A provider rejects with a list of what its processors rejected with.
      (cause: unknown) => err(unexpected('tracer.flush', Array.isArray(cause) ? new AggregateError(cause) : cause)),
    );
  return settleOnAbort<Awaited<AsyncResult<void>>>(flushed, signal, () =>
    err(cancelled('tracer.flush', signal?.reason)),
  );
}

function isProvider(
  tracer: ExistingTracerOptions['tracer'],
): tracer is TracerProvider & { forceFlush?(): Promise<void> } {
  return (
    typeof tracer === 'object' && tracer !== null && 'getTracer' in tracer && typeof tracer.getTracer === 'function'
  );
}
