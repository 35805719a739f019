import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Behaviour, CollectorSettings, ReceivedRequest } from './protocol.js';

export interface ReceivedEvent {
  readonly name: string;
  readonly timeMs: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface ReceivedSpan {
  readonly name: string;
  readonly kind: string;
  /** Hex, as everywhere but on the wire. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly ReceivedEvent[];
  readonly status: { readonly code?: string; readonly message?: string };
  readonly resource: Readonly<Record<string, unknown>>;
  readonly scope: string;
}

/** A collector in a process of its own. */
export interface TestCollector extends AsyncDisposable {
  readonly endpoint: string;
  readonly port: number;
  behave(behaviour: Behaviour): Promise<void>;
  /** Every span that it has accepted, in order. */
  spans(): Promise<readonly ReceivedSpan[]>;
  requests(): Promise<{ readonly asked: number; readonly received: readonly ReceivedRequest[] }>;
  /** Ends the process as a crash does. */
  kill(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

export async function startCollector(settings: Partial<CollectorSettings> = {}): Promise<TestCollector> {
  const child = fork(MAIN, [JSON.stringify({ port: 0, ...settings })], {
    execArgv: ['--import', TSX],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const started: unknown[] = await Promise.race([
    once(child, 'message', { signal: AbortSignal.timeout(20_000) }),
    once(child, 'exit').then(() => Promise.reject(new Error('The collector ended before it began.'))),
  ]);
  const port = Number(started[0]);
  const control = async (path: string, body?: Behaviour): Promise<string> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const headers = { connection: 'close' };
    return (await fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers })).text();
  };
  const requests: TestCollector['requests'] = async () =>
    JSON.parse(await control('/received')) as Awaited<ReturnType<TestCollector['requests']>>;
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return {
    endpoint: `${settings.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    behave: async (behaviour) => {
      await control('/behave', behaviour);
    },
    spans: async () => (await requests()).received.flatMap(({ request }) => spansOf(request as WireRequest)),
    requests,
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

interface WireValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly WireValue[] };
}
type WireAttributes = readonly { readonly key: string; readonly value: WireValue }[];
interface WireSpan {
  readonly name: string;
  readonly kind: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: WireAttributes;
  readonly events?: readonly {
    readonly name: string;
    readonly timeUnixNano: string;
    readonly attributes?: WireAttributes;
  }[];
  readonly status?: { readonly code?: string; readonly message?: string };
}
interface WireRequest {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: WireAttributes };
    readonly scopeSpans?: readonly {
      readonly scope?: { readonly name: string };
      readonly spans?: readonly WireSpan[];
    }[];
  }[];
}

function spansOf({ resourceSpans = [] }: WireRequest): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans = [] }) =>
    scopeSpans.flatMap(({ scope, spans = [] }) =>
      spans.map((span) => ({
        name: span.name,
        kind: span.kind,
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentSpanId: hex(span.parentSpanId ?? ''),
        traceState: span.traceState ?? '',
        startMs: milliseconds(span.startTimeUnixNano),
        endMs: milliseconds(span.endTimeUnixNano),
        attributes: record(span.attributes),
        events: (span.events ?? []).map((event) => ({
          name: event.name,
          timeMs: milliseconds(event.timeUnixNano),
          attributes: record(event.attributes),
        })),
        status: span.status ?? {},
        resource: record(resource?.attributes),
        scope: scope?.name ?? '',
      })),
    ),
  );
}

function milliseconds(nanoseconds: string): number {
  return Number(BigInt(nanoseconds) / 1_000_000n);
}

function hex(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex');
}

function record(attributes: WireAttributes = []): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]));
}

function valueOf(value: WireValue): unknown {
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(valueOf);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue;
}
