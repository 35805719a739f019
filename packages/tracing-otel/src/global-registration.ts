import { context, propagation, trace, type ContextManager, type TracerProvider } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { invalidOption } from './errors.js';

/**
 * Makes them OpenTelemetry's global ones, so that instrumentations use them. What is there already stays, and is an error: two that
 * each hold a half would lose spans in silence. The returned function takes back what was set.
 */
export function registerGlobally(provider: TracerProvider, manager: ContextManager): () => void {
  if (!context.setGlobalContextManager(manager)) throw taken('context manager');
  if (!trace.setGlobalTracerProvider(provider)) {
    context.disable();
    throw taken('tracer provider');
  }
  const hasPropagator = propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return () => {
    trace.disable();
    context.disable();
    if (hasPropagator) propagation.disable();
  };
}

function taken(what: string): Error {
  return invalidOption(
    `registerGlobally: there is a global ${what} already; give that one's tracer as \`tracer\` instead.`,
  );
}
