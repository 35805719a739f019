import type { TracerHarness } from '@infra/conformance';
import type { TraceContext } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { withOptions, withSpans } from './spoil.js';

const UNSAMPLED = /-00$/;
const isUnsampled = ({ traceparent }: TraceContext): boolean => traceparent.endsWith('-00');

const KEEPS = 'below a context that came in unsampled nothing is kept, and nothing of it is recording';
const GOES_ON =
  'an unsampled trace goes on as one: its id and tracestate, ids of the spans, and that it is not sampled';
const SAMPLED = 'a sampled trace goes on as sampled, and one that begins within an unsampled span is its own';

/** Changes a parent that came in unsampled. */
const withUnsampled = (change: (traceparent: string) => string | undefined) =>
  withOptions((options) => {
    const { parent } = options;
    if (typeof parent !== 'object' || !isUnsampled(parent)) return options;
    const traceparent = change(parent.traceparent);
    return { ...options, parent: traceparent === undefined ? 'none' : { ...parent, traceparent } };
  });

export const samplingSaboteurs: readonly Saboteur<TracerHarness>[] = [
  {
    name: 'records whatever comes in',
    caughtBy: KEEPS,
    sabotage: withUnsampled((traceparent) => traceparent.replace(UNSAMPLED, '-01')),
  },
  { name: 'says that every span is recording', caughtBy: KEEPS, sabotage: withSpans(() => ({ isRecording: true })) },
  { name: 'begins a trace where one is not sampled', caughtBy: GOES_ON, sabotage: withUnsampled(() => undefined) },
  {
    name: 'says of every trace that it is sampled',
    caughtBy: GOES_ON,
    sabotage: withSpans(({ context }) => ({
      context: { ...context, traceparent: context.traceparent.replace(UNSAMPLED, '-01') },
    })),
  },
  {
    name: 'sends on the very context that came in unsampled',
    caughtBy: GOES_ON,
    sabotage: withSpans((_span, _name, options) => {
      const parent = typeof options?.parent === 'object' ? options.parent : undefined;
      return parent !== undefined && isUnsampled(parent) ? { context: parent } : {};
    }),
  },
  {
    name: 'says of no trace that it is sampled',
    caughtBy: SAMPLED,
    sabotage: withSpans(({ context }) => ({
      context: { ...context, traceparent: context.traceparent.replace(/-01$/, '-00') },
    })),
  },
];
