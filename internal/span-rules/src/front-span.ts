import type { Span, SpanAttribute, SpanAttributes, TraceContext } from '@infra/core';
import type { Redactor } from '@internal/redaction';
import type { EndedSpan, EndedSpanEvent } from './ended-span.js';
import { copyAttributes, describeFailure, isKind, MAX_ENTRIES } from './span-content.js';
import { plainText } from './text.js';
import { toContext, type TracePosition } from './trace-position.js';

/** What all spans of a tracer share. */
export interface SpanOwner {
  readonly redact: Redactor;
  readonly isClosed: boolean;
  now(): number;
  monotonicMs(): number;
  keep(span: EndedSpan): void;
  /** Told of what a caller's object threw while it was read. */
  onThrown(cause: unknown): void;
}

/** What `startSpan` was given, of whatever type it is. */
export interface SpanStart {
  readonly name: unknown;
  readonly kind: unknown;
  readonly attributes: unknown;
  readonly startTime: unknown;
  readonly position: TracePosition;
  readonly parentSpanId: string | undefined;
}

export class FrontSpan implements Span {
  readonly context: TraceContext;
  private readonly owner: SpanOwner;
  private readonly start: SpanStart;
  private readonly openedAt: number;
  private readonly openedMonotonicMs: number;
  private readonly startedAt: number;
  private readonly attributes = new Map<string, SpanAttribute>();
  private readonly events: EndedSpanEvent[] = [];
  private error: EndedSpan['error'];
  private isEnded = false;

  constructor(owner: SpanOwner, start: SpanStart) {
    this.owner = owner;
    this.start = start;
    this.context = toContext(start.position);
    this.openedAt = owner.now();
    this.openedMonotonicMs = owner.monotonicMs();
    this.startedAt = timeOf(start.startTime) ?? this.openedAt;
    this.copy(this.attributes, start.attributes);
  }

  get isRecording(): boolean {
    return this.start.position.isSampled && !this.isEnded && !this.owner.isClosed;
  }

  setAttributes(attributes: SpanAttributes): void {
    if (this.isRecording) this.copy(this.attributes, attributes);
  }

  addEvent(name: string, attributes?: SpanAttributes): void {
    if (!this.isRecording || this.events.length >= MAX_ENTRIES) return;
    const own = new Map<string, SpanAttribute>();
    this.copy(own, attributes);
    const event = { name: plainText(this.owner.redact, name, 'event'), time: new Date(this.now()) };
    this.events.push(Object.freeze({ ...event, attributes: Object.freeze(Object.fromEntries(own)) }));
  }

  fail(error: unknown): void {
    if (this.isRecording) this.error = Object.freeze(describeFailure(this.owner.redact, error));
  }

  end(endTime?: Date): void {
    if (!this.isRecording) return;
    this.isEnded = true;
    const { name, kind, position, parentSpanId } = this.start;
    const endedAt = Math.max(this.startedAt, timeOf(endTime) ?? this.now());
    this.owner.keep(
      Object.freeze({
        name: plainText(this.owner.redact, name, 'span'),
        kind: isKind(kind) ? kind : 'internal',
        traceId: position.traceId,
        spanId: position.spanId,
        ...(parentSpanId === undefined ? undefined : { parentSpanId }),
        startTime: new Date(this.startedAt),
        endTime: new Date(endedAt),
        durationMs: endedAt - this.startedAt,
        attributes: Object.freeze(Object.fromEntries(this.attributes)),
        events: Object.freeze(this.events),
        ...(this.error === undefined ? undefined : { error: this.error }),
      }),
    );
  }

  /** By the clock that nobody moves, from when the span was opened: whatever happens to the wall clock, the order stays. */
  private now(): number {
    return this.openedAt + (this.owner.monotonicMs() - this.openedMonotonicMs);
  }

  private copy(target: Map<string, SpanAttribute>, attributes: unknown): void {
    try {
      copyAttributes(this.owner.redact, target, attributes);
    } catch (cause) {
      this.owner.onThrown(cause);
    }
  }
}

function timeOf(time: unknown): number | undefined {
  if (!(time instanceof Date)) return undefined;
  const ms = time.getTime();
  return Number.isNaN(ms) ? undefined : ms;
}
