import type { TracerHarness } from '@infra/conformance';
import type { Span } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { faultySpan, forEachRow, withFaults, withOptions, withRecords, withSpans } from './spoil.js';

const FOREIGN = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', tracestate: 'a=1' };
const STRICT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

export const identitySaboteurs: readonly Saboteur<TracerHarness>[] = [
  {
    name: 'sends ids of zeros',
    caughtBy: 'a span has a context that can be sent, as it arrives, and no two are the same',
    sabotage: withSpans(() => ({ context: { traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` } })),
  },
  {
    name: 'gives all spans the same id',
    caughtBy: 'a span has a context that can be sent, as it arrives, and no two are the same',
    sabotage: withFaults((inner) => {
      let first: Span | undefined;
      return { startSpan: (name, options) => faultySpan((first ??= inner.startSpan(name, options)), {}) };
    }),
  },
  {
    name: 'begins a trace with every span',
    caughtBy: 'a span within another is of its trace, and below it',
    sabotage: withOptions((options) => ({ ...options, parent: options.parent ?? 'none' })),
  },
  {
    name: 'forgets which span is above',
    caughtBy: 'a span within another is of its trace, and below it',
    sabotage: withRecords((record) => ({ ...record, parentSpanId: undefined })),
  },
  {
    name: 'drops the tracestate',
    caughtBy: 'a span continues the trace of another process, its tracestate included',
    sabotage: withSpans(({ context: { traceparent } }) => ({ context: { traceparent } })),
  },
  {
    name: 'prefers the active span to a parent that is named',
    caughtBy: 'a context of another process wins over the active span, and none begins a new trace',
    sabotage: withFaults((inner) => ({
      startSpan: (name, options) => inner.startSpan(name, inner.active() ? { ...options, parent: undefined } : options),
    })),
  },
  {
    name: 'sends on whatever tracestate it got',
    caughtBy: 'a tracestate that cannot be sent on is left out, and the trace goes on without',
    sabotage: withSpans((span, _, options) => {
      const parent = typeof options?.parent === 'object' ? options.parent : undefined;
      return { context: { ...span.context, tracestate: parent?.tracestate } };
    }),
  },
  {
    name: 'knows no version but its own',
    caughtBy: 'a header of a later version is read as far as it is known',
    sabotage: withOptions((options) => {
      const { parent } = options;
      const isKnown = typeof parent !== 'object' || STRICT.test(parent.traceparent);
      return isKnown ? options : { ...options, parent: undefined };
    }),
  },
  ...forEachRow('a context that is not well-formed is ignored: ', 'takes any context for a parent', () =>
    withOptions((options) => (options.parent === undefined ? options : { ...options, parent: FOREIGN })),
  ),
];
