import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock, Span, SpanOptions } from '@infra/core';
import { createRedactor, type Redactor } from '@internal/redaction';
import type { EndedSpan } from './ended-span.js';
import { FrontSpan, type SpanOwner } from './front-span.js';
import { positionBelow, positionOf, type TracePosition } from './trace-position.js';

export interface TracerFrontOptions {
  readonly clock: Clock;
  /** Takes each span that has ended and is sampled. What it throws goes to `onThrown`. */
  readonly keep: (span: EndedSpan) => void;
  /** Told of what a clock, `keep`, or a caller's object threw. It must not throw. */
  readonly onThrown: (cause: unknown) => void;
}

/** All of a tracer but where its spans go: ids, what is active, sampling as the parent has it, and no harm to the code that is traced. */
export class TracerFront implements SpanOwner {
  readonly redact: Redactor = createRedactor();
  isClosed = false;
  private readonly options: TracerFrontOptions;
  /** One for each tracer: two in a process have nothing in common. */
  private readonly activeSpan = new AsyncLocalStorage<Span>();

  constructor(options: TracerFrontOptions) {
    this.options = options;
  }

  startSpan(name: string, options?: SpanOptions): Span {
    const { kind, attributes, startTime, parent } = this.readOptions(options);
    const above = this.positionAbove(parent);
    const position = positionBelow(above);
    return new FrontSpan(this, { name, kind, attributes, startTime, position, parentSpanId: above?.spanId });
  }

  run<T>(span: Span, work: () => T): T {
    return this.activeSpan.run(span, work);
  }

  active(): Span | undefined {
    return this.activeSpan.getStore();
  }

  /** From now on no span is recorded; work goes on, and so do traces. */
  close(): void {
    this.isClosed = true;
  }

  keep(span: EndedSpan): void {
    try {
      this.options.keep(span);
    } catch (cause) {
      this.onThrown(cause);
    }
  }

  now(): number {
    try {
      return this.options.clock.now().getTime();
    } catch (cause) {
      this.onThrown(cause);
      return Date.now();
    }
  }

  monotonicMs(): number {
    try {
      return this.options.clock.monotonicMs();
    } catch (cause) {
      this.onThrown(cause);
      return 0;
    }
  }

  onThrown(cause: unknown): void {
    this.options.onThrown(cause);
  }

  private readOptions(options: unknown): Partial<Readonly<Record<keyof SpanOptions, unknown>>> {
    if (typeof options !== 'object' || options === null) return {};
    try {
      return { ...options };
    } catch (cause) {
      this.onThrown(cause);
      return {};
    }
  }

  private positionAbove(parent: unknown): TracePosition | undefined {
    if (parent === 'none') return undefined;
    try {
      return positionOf(parent) ?? positionOf(this.active()?.context);
    } catch (cause) {
      this.onThrown(cause);
      return undefined;
    }
  }
}
