import {
  err,
  ok,
  type AsyncResult,
  type CloseOptions,
  type Health,
  type HealthCheck,
  type InfraError,
  type IoOptions,
  type Lifecycle,
  type OnError,
  type Tracer,
} from '@infra/core';
import { systemClock } from '@internal/clock';
import { createReporter } from '@internal/redaction';
import { context, type Tracer as NativeTracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { closed, invalidOption, PROVIDER, unexpected } from './errors.js';
import { flushExisting, nativeTracer } from './existing.js';
import { ExportPipeline } from './export-pipeline.js';
import { registerGlobally } from './global-registration.js';
import type { ExportOptions, OtelTracerOptions } from './options.js';
import { Spans, type ActiveContext } from './spans.js';

/** A tracer over OpenTelemetry. */
export interface OtelTracer extends Tracer, Lifecycle, HealthCheck {
  readonly native: NativeTracer;
  /** Spans that ended and that no collector will see: the queue was full, the collector refused them, the tracer was closed. */
  readonly droppedSpans: number;
}

const SCOPE = '@infra/tracing-otel';
const CLOSE_MS = 5_000;

/** What differs between an own way to a collector and a tracer that was there before. */
interface Backend {
  readonly native: NativeTracer;
  readonly active: ActiveContext;
  readonly droppedSpans: () => number;
  flush(options?: IoOptions): AsyncResult<void>;
  health(options?: IoOptions): AsyncResult<Health>;
  close(deadlineMs: number): AsyncResult<void>;
}

/**
 * Makes a tracer: with `endpoint`, one that sends spans to a collector in the background; with `tracer`, one over what the application
 * has set up. Nothing becomes global unless `registerGlobally` says so, and no environment variable is read.
 *
 * A collector that is slow, refuses or is gone costs spans, never a call: they wait in a bounded queue, and what is dropped is counted
 * and told to `onError`. Throws `validation` for an option that makes no sense, and for nothing else.
 */
export function createOtelTracer(options: OtelTracerOptions): OtelTracer {
  const report = createReporter<InfraError>(options.onError);
  const onFailure = (cause: unknown): void => report(unexpected('tracer', cause));
  const backend = options.tracer === undefined ? exporting(options, report) : existing(options);
  const spans = new Spans(backend.native, backend.active, options.clock, onFailure);
  let closing: AsyncResult<void> | undefined;
  const close = ({ deadlineMs = CLOSE_MS }: CloseOptions = {}): AsyncResult<void> => {
    spans.close();
    return (closing ??= backend.close(deadlineMs));
  };
  return {
    provider: PROVIDER,
    native: backend.native,
    get droppedSpans() {
      return backend.droppedSpans();
    },
    startSpan: (name, spanOptions) => spans.start(name, spanOptions),
    run: (span, work) => spans.run(span, work),
    active: () => spans.current(),
    flush: (io) => (closing === undefined ? backend.flush(io) : Promise.resolve(err(closed('tracer.flush')))),
    health: (io) =>
      closing === undefined
        ? backend.health(io)
        : Promise.resolve(ok({ status: 'down', latencyMs: 0, reason: 'The tracer is closed.' })),
    close,
    async [Symbol.asyncDispose]() {
      const result = await close();
      if (!result.ok) throw result.error;
    },
  };
}

function exporting(options: ExportOptions, report: OnError): Backend {
  if (typeof options.endpoint !== 'string') throw invalidOption('endpoint or tracer must be given.');
  const pipeline = new ExportPipeline(options, options.clock ?? systemClock, report);
  const own = new AsyncLocalStorageContextManager().enable();
  const unregister = options.registerGlobally === true ? registerGlobally(pipeline.provider, own) : undefined;
  return {
    native: pipeline.provider.getTracer(options.scope?.name ?? SCOPE, options.scope?.version),
    active: own,
    droppedSpans: () => pipeline.queue.droppedSpans,
    flush: (io) => pipeline.queue.flush('tracer.flush', io?.signal),
    health: (io) => pipeline.health(io?.signal),
    close(deadlineMs) {
      unregister?.();
      return pipeline.close(deadlineMs);
    },
  };
}

function existing(options: Exclude<OtelTracerOptions, ExportOptions>): Backend {
  return {
    native: nativeTracer(options, SCOPE),
    active: options.contextManager ?? context,
    droppedSpans: () => 0,
    flush: (io) => flushExisting(options, io?.signal),
    // What is behind it belongs to the application: this tracer hands spans over, and that always works.
    health: () => Promise.resolve(ok({ status: 'up', latencyMs: 0 })),
    close: () => Promise.resolve(ok()),
  };
}
