import {
  tracerSuite,
  type SpanRecord,
  type TracerHarness,
  type TracerHarnessOptions,
  type TracerUnderTest,
} from '@infra/conformance';
import type { Lifecycle, Span, SpanOptions, Tracer } from '@infra/core';
import type { Saboteur } from '../saboteur.js';

export type Subject = Tracer & Lifecycle;

/** What a wrong tracer does in its own way; the rest goes on to the right one. */
export function faulty(inner: Subject, faults: Partial<Subject>): Subject {
  return {
    provider: inner.provider,
    startSpan: (name, options) => inner.startSpan(name, options),
    run: (span, work) => inner.run(span, work),
    active: () => inner.active(),
    flush: (options) => inner.flush(options),
    close: (options) => inner.close(options),
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
    ...faults,
  };
}

/** The same for a span. */
export function faultySpan(inner: Span, faults: Partial<Span>): Span {
  return {
    context: faults.context ?? inner.context,
    get isRecording() {
      return faults.isRecording ?? inner.isRecording;
    },
    setAttributes: faults.setAttributes ?? ((attributes) => inner.setAttributes(attributes)),
    addEvent: faults.addEvent ?? ((name, attributes) => inner.addEvent(name, attributes)),
    fail: faults.fail ?? ((error) => inner.fail(error)),
    end: faults.end ?? ((endTime) => inner.end(endTime)),
  };
}

/** Spoils the tracers that a harness makes. `faults` runs once for each, so that it may keep state. */
export function withFaults(faults: (inner: Subject, made: TracerUnderTest) => Partial<Subject>) {
  return (harness: TracerHarness): TracerHarness => ({
    ...harness,
    make: async (options) => {
      const made = await harness.make(options);
      return { ...made, tracer: faulty(made.tracer, faults(made.tracer, made)) };
    },
  });
}

/** Spoils every span. */
export function withSpans(change: (span: Span, name: string, options: SpanOptions | undefined) => Partial<Span>) {
  return withFaults((inner) => ({
    startSpan: (name, options) => {
      const span = inner.startSpan(name, options);
      return faultySpan(span, change(span, name, options));
    },
  }));
}

/** Spoils what spans are started with. */
export function withOptions(change: (options: SpanOptions) => SpanOptions) {
  return withFaults((inner) => ({ startSpan: (name, options = {}) => inner.startSpan(name, change(options)) }));
}

/** Spoils what arrives. */
export function withRecords(change: (record: SpanRecord) => SpanRecord | readonly SpanRecord[]) {
  return spoilSubject((made) => ({ ...made, spans: async () => (await made.spans()).flatMap(change) }));
}

export function spoilSubject(change: (made: TracerUnderTest, options: TracerHarnessOptions) => TracerUnderTest) {
  return (harness: TracerHarness): TracerHarness => ({
    ...harness,
    make: async (options = {}) => change(await harness.make(options), options),
  });
}

/** One saboteur for each case of a table: what it does wrong, every row of the table must notice. */
export function forEachRow(
  beginning: string,
  name: string,
  sabotage: (caughtBy: string) => (harness: TracerHarness) => TracerHarness,
): readonly Saboteur<TracerHarness>[] {
  return tracerSuite.cases
    .filter((candidate) => candidate.name.startsWith(beginning))
    .map(({ name: caughtBy }) => ({
      name: `${name} (${caughtBy.slice(beginning.length)})`,
      caughtBy,
      sabotage: sabotage(caughtBy),
    }));
}
