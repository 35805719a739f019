import {
  err,
  unwrap,
  type AsyncResult,
  type CloseOptions,
  type InfraError,
  type IoOptions,
  type Lifecycle,
  type Span,
  type SpanOptions,
  type Tracer,
} from '@infra/core';
import { systemClock } from '@internal/clock';
import { createReporter } from '@internal/redaction';
import { TracerFront } from '@internal/span-rules';
import { errors, PROVIDER } from './errors.js';
import { validateOptions, type TemplateTracerOptions } from './options.js';
import { TemplateDestination } from './template-destination.js';

const CLOSE_DEADLINE_MS = 5_000;

/** A tracer whose spans go to Template. */
export interface TemplateTracer extends Tracer, Lifecycle {}

/** Makes a tracer. Does no I/O, connects on first use. Throws `validation` for an option that makes no sense, and for nothing else. */
export function createTemplateTracer(options: TemplateTracerOptions = {}): TemplateTracer {
  validateOptions(options);
  return new FrontTracer(options);
}

class FrontTracer implements TemplateTracer {
  readonly provider: string = PROVIDER;
  private readonly front: TracerFront;
  private readonly destination: TemplateDestination;
  private closing: AsyncResult<void> | undefined;

  constructor({ maxQueue, clock = systemClock, onError }: TemplateTracerOptions) {
    const report = createReporter<InfraError>(onError);
    this.destination = new TemplateDestination(maxQueue);
    this.front = new TracerFront({
      clock,
      keep: (span) => {
        this.destination.add(span);
      },
      onThrown: (cause) => {
        report(errors.failed('record', cause));
      },
    });
  }

  startSpan(name: string, options?: SpanOptions): Span {
    return this.front.startSpan(name, options);
  }

  run<T>(span: Span, work: () => T): T {
    return this.front.run(span, work);
  }

  active(): Span | undefined {
    return this.front.active();
  }

  async flush({ signal }: IoOptions = {}): AsyncResult<void> {
    if (this.front.isClosed) return err(errors.closed('flush'));
    if (signal?.aborted === true) return err(errors.cancelled('flush', signal.reason));
    return this.destination.flush(signal);
  }

  close({ deadlineMs = CLOSE_DEADLINE_MS }: CloseOptions = {}): AsyncResult<void> {
    this.front.close();
    this.closing ??= this.destination.close(deadlineMs);
    return this.closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    unwrap(await this.close());
  }
}
