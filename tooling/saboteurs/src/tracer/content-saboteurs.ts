import type { TracerHarness } from '@infra/conformance';
import type { Span, SpanAttributes } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { faulty, faultySpan, spoilSubject, withFaults, withOptions, withRecords, withSpans } from './spoil.js';

/** Everything that is done to a span reaches it when it ends. */
function lazySpan(inner: Span): Span {
  const waiting: (() => void)[] = [];
  return faultySpan(inner, {
    setAttributes: (attributes) => waiting.push(() => inner.setAttributes(attributes)),
    addEvent: (name, attributes) => waiting.push(() => inner.addEvent(name, attributes)),
    end: (endTime) => {
      for (const step of waiting.splice(0)) step();
      inner.end(endTime);
    },
  });
}

/** What an error says, and all that hangs on it. */
function inFull(error: unknown): string {
  const { message, details, cause } = error as { message?: unknown; details?: unknown; cause?: { message?: unknown } };
  return JSON.stringify([message, details, cause?.message]);
}

export const contentSaboteurs: readonly Saboteur<TracerHarness>[] = [
  {
    name: 'knows one kind',
    caughtBy: 'the kind of a span arrives; it is internal unless told otherwise',
    sabotage: withRecords((record) => ({ ...record, kind: 'internal' })),
  },
  {
    name: 'keeps the first value of an attribute',
    caughtBy: 'attributes of the start and of later arrive, the later ones win',
    sabotage: withSpans((span, _, options) => ({
      setAttributes: (attributes) => span.setAttributes({ ...attributes, ...options?.attributes }),
    })),
  },
  {
    name: 'reads attributes when the span ends',
    caughtBy: 'what a caller does to its attributes afterwards changes nothing',
    sabotage: withFaults((inner) => ({ startSpan: (name, options) => lazySpan(inner.startSpan(name, options)) })),
  },
  {
    name: 'keeps of events of one name the last',
    caughtBy: 'events arrive in their order, each with its time and attributes',
    sabotage: withRecords((record) => ({
      ...record,
      events: [...new Map(record.events.map((event) => [event.name, event])).values()],
    })),
  },
  {
    name: 'gives every event the time of the end',
    caughtBy: 'events arrive in their order, each with its time and attributes',
    sabotage: withRecords((record) => ({
      ...record,
      events: record.events.map((event) => ({ ...event, time: record.endTime })),
    })),
  },
  {
    name: 'measures with the wall clock',
    caughtBy: 'a span takes as long as it took, though the wall clock is moved meanwhile',
    sabotage: (harness) => ({
      make: ({ clock, ...options } = {}) =>
        harness.make(clock === undefined ? options : { clock: { ...clock, monotonicMs: () => clock.now().getTime() } }),
    }),
  },
  {
    name: 'takes no time but its own',
    caughtBy: 'times that are given are taken, and no span ends before it began',
    sabotage: withOptions(({ startTime: _, ...options }) => options),
  },
  {
    name: 'lets a span end before it began',
    caughtBy: 'times that are given are taken, and no span ends before it began',
    sabotage: withRecords((record) => {
      const isBackwards = record.endTime.getTime() === record.startTime.getTime();
      return isBackwards ? { ...record, endTime: new Date(0) } : record;
    }),
  },
  {
    name: 'tells all that it knows of an error',
    caughtBy: 'a span that fails says by what: the code and the message, never details nor causes',
    sabotage: withSpans((span) => ({
      fail: (error) => {
        span.setAttributes({ error: inFull(error) });
        span.fail(error);
      },
    })),
  },
  {
    name: 'tells the kind of an error only',
    caughtBy: 'a span that fails says by what: the code and the message, never details nor causes',
    sabotage: withRecords((record) => (record.error ? { ...record, error: { ...record.error, message: '' } } : record)),
  },
  {
    name: 'writes the message of an error as it is',
    caughtBy: 'the password of a URL does not get out with the message of an error',
    sabotage: spoilSubject((made) => {
      const messages: string[] = [];
      return {
        ...made,
        tracer: faulty(made.tracer, {
          startSpan: (name, options) => {
            const span = made.tracer.startSpan(name, options);
            return faultySpan(span, {
              fail: (error) => {
                messages.push(inFull(error));
                span.fail(error);
              },
            });
          },
        }),
        raw: async () => `${await made.raw()}${messages.join('')}`,
      };
    }),
  },
  {
    name: 'takes an attribute named error for a failure',
    caughtBy: 'a span that did not fail has no error, whatever it is about',
    sabotage: withRecords((record) =>
      record.attributes['error'] === true ? { ...record, error: { code: 'Error', message: '' } } : record,
    ),
  },
  {
    name: 'sends a span each time it is ended',
    caughtBy: 'an ended span changes no more, and arrives once',
    sabotage: spoilSubject((made) => {
      const ended: string[] = [];
      return {
        ...made,
        tracer: faulty(made.tracer, {
          startSpan: (name, options) => {
            const span = made.tracer.startSpan(name, options);
            return faultySpan(span, {
              end: (endTime) => {
                span.end(endTime);
                ended.push(span.context.traceparent.slice(36, 52));
              },
            });
          },
        }),
        spans: async () => {
          const records = await made.spans();
          return ended.flatMap((id) => records.filter(({ spanId }) => spanId === id));
        },
      };
    }),
  },
  {
    name: 'says that an ended span is recording',
    caughtBy: 'an ended span changes no more, and arrives once',
    sabotage: withSpans(() => ({ isRecording: true })),
  },
  {
    name: 'sends spans when they start',
    caughtBy: 'a span that has not ended does not arrive',
    sabotage: withFaults((inner) => ({
      startSpan: (name, options) => {
        const span = inner.startSpan(name, options);
        span.end();
        return span;
      },
    })),
  },
  {
    name: 'reads attributes without looking',
    caughtBy: 'attributes that are none do not throw, and harm no others',
    sabotage: withSpans((span) => ({
      setAttributes: (attributes) => {
        const entries = Object.entries(attributes).map(([key, value]) => [key, JSON.stringify(value)]);
        span.setAttributes(Object.fromEntries(entries) as SpanAttributes);
      },
    })),
  },
  {
    name: 'asks whatever fails a span for its message',
    caughtBy: 'whatever fails a span, the call does not throw and the span has an error',
    sabotage: withSpans((span) => ({
      fail: (error) => span.fail(new Error((error as Error).message)),
    })),
  },
  {
    name: 'drops a text that is too long',
    caughtBy: 'texts without end arrive, cut at most',
    sabotage: withFaults((inner) => ({
      startSpan: (name, options) => inner.startSpan(name.length > 10_000 ? '' : name, options),
    })),
  },
  {
    name: 'cuts every text to a word',
    caughtBy: 'texts without end arrive, cut at most',
    sabotage: withFaults((inner) => ({ startSpan: (name, options) => inner.startSpan(name.slice(0, 12), options) })),
  },
  {
    name: 'trusts the types of names',
    caughtBy: 'what types forbid does not make a call throw: names, options, times',
    sabotage: withFaults((inner) => ({ startSpan: (name, options) => inner.startSpan(name.trim(), options) })),
  },
];
