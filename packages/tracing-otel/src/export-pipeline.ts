import { err, ok, unwrapOr, type AsyncResult, type Clock, type Health, type OnError } from '@infra/core';
import { context, ROOT_CONTEXT, TraceFlags } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type ReadableSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { toAttributes } from './attributes.js';
import { Collector } from './collector.js';
import { unexpected } from './errors.js';
import {
  checkHeaders,
  checkRatio,
  checkServiceName,
  resolveBatch,
  resolveEndpoint,
  type ExportOptions,
} from './options.js';
import { SpanQueue } from './span-queue.js';

/** The way of a span from its end to the collector. */
export class ExportPipeline {
  readonly provider: TracerProvider;
  readonly queue: SpanQueue<ReadableSpan>;
  private readonly collector: Collector;
  private readonly clock: Clock;

  constructor(options: ExportOptions, clock: Clock, report: OnError) {
    const batch = resolveBatch(options.batch);
    this.clock = clock;
    this.collector = new Collector({
      endpoint: resolveEndpoint(options.endpoint),
      headers: checkHeaders(options.headers),
      ca: options.ca,
      timeoutMs: batch.timeoutMs,
      clock,
    });
    const send = (spans: readonly ReadableSpan[], signal: AbortSignal): AsyncResult<number> => this.send(spans, signal);
    this.queue = new SpanQueue({ batch, clock, send, report });
    this.provider = new TracerProvider({
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(checkRatio(options.sampleRatio ?? 1)) }),
      resource: defaultResource().merge(
        resourceFromAttributes({
          ...toAttributes(options.resource),
          'service.name': checkServiceName(options.serviceName),
        }),
      ),
      spanProcessors: [processorOf(this.queue)],
    });
  }

  /** Sends a request without spans: a collector that takes it is up. */
  async health(signal: AbortSignal | undefined): AsyncResult<Health> {
    const startMs = this.clock.monotonicMs();
    const result = await untraced(() => this.collector.send('tracer.health', new Uint8Array(0), signal));
    const latencyMs = this.clock.monotonicMs() - startMs;
    const details = { droppedSpans: this.queue.droppedSpans };
    if (result.ok) return ok({ status: 'up', latencyMs, details });
    if (result.error.code === 'cancelled') return result;
    return ok({ status: 'down', latencyMs, reason: result.error.message, details });
  }

  async close(deadlineMs: number): AsyncResult<void> {
    const result = await this.queue.close(deadlineMs);
    this.collector.close();
    return result;
  }

  private async send(spans: readonly ReadableSpan[], signal: AbortSignal): AsyncResult<number> {
    try {
      const body = ProtobufTraceSerializer.serializeRequest([...spans]);
      if (body === undefined) return ok(0);
      const answer = await untraced(() => this.collector.send('tracer.export', body, signal));
      if (!answer.ok) return answer;
      return ok(rejectedSpans(answer.value));
    } catch (cause) {
      return err(unexpected('tracer.export', cause));
    }
  }
}

/** A request to the collector must not make spans itself where `http` is instrumented, nor belong to the request that it happens in. */
function untraced<T>(work: () => T): T {
  return context.with(suppressTracing(ROOT_CONTEXT), work);
}

/** https://opentelemetry.io/docs/specs/otlp/#partial-success-1. An answer that cannot be read says nothing against the spans. */
function rejectedSpans(answer: Buffer): number {
  if (answer.byteLength === 0) return 0;
  try {
    return ProtobufTraceSerializer.deserializeResponse(answer).partialSuccess?.rejectedSpans ?? 0;
  } catch {
    return 0;
  }
}

function processorOf(queue: SpanQueue<ReadableSpan>): SpanProcessor {
  return {
    onStart: () => undefined,
    onEnd(span) {
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) queue.add(span);
    },
    // For those who hold the native provider: the tracer's own `flush` and `close` say how it went.
    forceFlush: async () => {
      unwrapOr(await queue.flush('tracer.flush', undefined), undefined);
    },
    shutdown: () => Promise.resolve(),
  };
}
