import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Clock, OnError, SpanAttributes } from '@infra/core';
import type { ContextManager, Tracer, TracerProvider } from '@opentelemetry/api';
import { invalidOption } from './errors.js';

export interface BatchOptions {
  /** Spans that wait at most; what ends beyond them is dropped and counted. Default: 2,048. */
  readonly maxQueue?: number | undefined;
  /** Spans in one request at most. Default: 512. */
  readonly maxSpans?: number | undefined;
  /** How long spans wait for company, in milliseconds. Default: 5,000. */
  readonly delayMs?: number | undefined;
  /** How long one request may take, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number | undefined;
  /** How often a batch is sent altogether, before it is dropped. Default: 5. */
  readonly maxAttempts?: number | undefined;
}

interface CommonOptions {
  /** The instrumentation scope: who made the spans. Default: `@infra/tracing-otel`. */
  readonly scope?: { readonly name: string; readonly version?: string } | undefined;
  /** Gives spans their times, and measures waits. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Is told of spans that are dropped, and of what fails in the background. Default: nobody is. */
  readonly onError?: OnError | undefined;
}

/** Makes spans and sends them to a collector, by OTLP over HTTP with protobuf. */
export interface ExportOptions extends CommonOptions {
  /** The collector's URL: `http://127.0.0.1:4318`, to which `/v1/traces` is added, or one with a path, which is taken as it is. */
  readonly endpoint: string;
  /** Of every request: `{ authorization: 'Bearer …' }`. They are in no error and no log line. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Certificates of the authority that vouches for the collector, as PEM. Default: Node's. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[] | undefined;
  /** The `service.name` of the resource. */
  readonly serviceName: string;
  /** What else the spans come from: `{ 'deployment.environment.name': 'production' }`. Default: nothing more. */
  readonly resource?: SpanAttributes | undefined;
  /** Which share of the traces that begin here is kept; one that comes in stays what it is. From 0 to 1. Default: 1. */
  readonly sampleRatio?: number | undefined;
  readonly batch?: BatchOptions | undefined;
  /** Whether this becomes OpenTelemetry's global provider, context and W3C propagator, until `close()`. Default: false. */
  readonly registerGlobally?: boolean | undefined;
  readonly tracer?: undefined;
}

/** Makes spans with what the application has set up already, and closes nothing of it. */
export interface ExistingTracerOptions extends CommonOptions {
  /** A tracer, or a provider of tracers, which `flush()` asks to send what it has, where it can. */
  readonly tracer: Tracer | (TracerProvider & { forceFlush?(): Promise<void> });
  /** What carries the active span. Default: OpenTelemetry's global one, so that spans of instrumentations nest with those made here. */
  readonly contextManager?: ContextManager | undefined;
  readonly endpoint?: undefined;
}

export type OtelTracerOptions = ExportOptions | ExistingTracerOptions;

export type ResolvedBatch = { readonly [K in keyof BatchOptions]-?: number };

/** The longest that a timer of Node can wait, in milliseconds. */
const MAX_MS = 2 ** 31 - 1;

export function resolveBatch(batch: BatchOptions = {}): ResolvedBatch {
  const maxQueue = whole('batch.maxQueue', batch.maxQueue ?? 2_048, 1_000_000);
  return {
    maxQueue,
    maxSpans: whole('batch.maxSpans', batch.maxSpans ?? Math.min(512, maxQueue), maxQueue),
    delayMs: whole('batch.delayMs', batch.delayMs ?? 5_000, MAX_MS),
    timeoutMs: whole('batch.timeoutMs', batch.timeoutMs ?? 10_000, MAX_MS),
    maxAttempts: whole('batch.maxAttempts', batch.maxAttempts ?? 5, 100),
  };
}

/** Where spans go. A user name or password in the URL is refused: it would end up in logs; `headers` are for that. */
export function resolveEndpoint(endpoint: unknown): URL {
  const url = typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw invalidOption('endpoint must be an http or https URL.');
  }
  if (url.username !== '' || url.password !== '') {
    throw invalidOption('endpoint must have no user name or password: use headers.');
  }
  if (url.pathname === '/') url.pathname = '/v1/traces';
  return url;
}

export function checkHeaders(headers: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      // Node's own message would do, but its cause could not be handed on: it may hold the value.
      throw invalidOption(`headers: ${JSON.stringify(name.slice(0, 100))} or its value is not allowed in a header.`);
    }
  }
  return { ...headers };
}

export function checkServiceName(name: unknown): string {
  if (typeof name === 'string' && name.trim() !== '') return name;
  throw invalidOption('serviceName must be a text that is not empty.');
}

export function checkRatio(ratio: unknown): number {
  if (typeof ratio === 'number' && ratio >= 0 && ratio <= 1) return ratio;
  throw invalidOption(`sampleRatio must be a number from 0 to 1, not ${String(ratio)}.`);
}

function whole(name: string, value: unknown, max: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= max) return value;
  throw invalidOption(`${name} must be a whole number from 1 to ${max}, not ${String(value)}.`);
}
