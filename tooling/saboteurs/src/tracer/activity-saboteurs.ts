import type { TracerHarness } from '@infra/conformance';
import { ok, type AsyncResult, type Span } from '@infra/core';
import { closeOnce } from '../close-once.js';
import type { Saboteur } from '../saboteur.js';
import { faulty, faultySpan, spoilSubject, withFaults } from './spoil.js';

/** A stack in place of a context that follows what is awaited. */
function stacked(): (harness: TracerHarness) => TracerHarness {
  return withFaults((inner) => {
    const stack: Span[] = [];
    return {
      active: () => stack.at(-1),
      startSpan: (name, options) => inner.startSpan(name, { parent: stack.at(-1)?.context ?? 'none', ...options }),
      run: (span, work) => {
        stack.push(span);
        try {
          return work();
        } finally {
          stack.pop();
        }
      },
    };
  });
}

/** The last span that was run is active until another is. */
function sticky(): (harness: TracerHarness) => TracerHarness {
  return withFaults(() => {
    let last: Span | undefined;
    return {
      active: () => last,
      run: (span, work) => {
        last = span;
        return work();
      },
    };
  });
}

export const activitySaboteurs: readonly Saboteur<TracerHarness>[] = [
  {
    name: 'makes a span active when it starts',
    caughtBy: 'run makes a span the active one for its work alone, and gives what the work gives',
    sabotage: withFaults((inner) => {
      let last: Span | undefined;
      return {
        active: () => inner.active() ?? last,
        startSpan: (name, options) => (last = inner.startSpan(name, options)),
      };
    }),
  },
  {
    name: 'leaves a span active after its run',
    caughtBy: 'run makes a span the active one for its work alone, and gives what the work gives',
    sabotage: sticky(),
  },
  {
    name: 'loses the active span at the first await',
    caughtBy: 'a span is active through whatever its work awaits, and in what it leaves behind',
    sabotage: stacked(),
  },
  {
    name: 'keeps what the work throws',
    caughtBy: 'run throws what its work throws, and the span is active no more',
    sabotage: withFaults((inner) => ({
      run: (span, work) => {
        try {
          return inner.run(span, work);
        } catch {
          return undefined as ReturnType<typeof work>;
        }
      },
    })),
  },
  {
    name: 'ends a span with its run',
    caughtBy: 'run does not end the span, nor fail it',
    sabotage: withFaults((inner) => ({
      run: (span, work) => {
        const done = inner.run(span, work);
        span.end();
        return done;
      },
    })),
  },
  {
    name: 'has one active span for all requests',
    caughtBy: 'of a thousand requests at a time none sees the span of another',
    sabotage: sticky(),
  },
];

export const lifecycleSaboteurs: readonly Saboteur<TracerHarness>[] = [
  {
    name: 'goes by another name than its errors',
    caughtBy: 'it has the name that its errors carry as their provider',
    sabotage: withFaults(() => ({ provider: 'other' })),
  },
  {
    name: 'says that it has flushed while spans are still waiting',
    caughtBy: 'flush settles when every ended span has arrived, in order',
    sabotage: withFaults((inner) => ({
      startSpan: (name, options) => {
        const span = inner.startSpan(name, options);
        return faultySpan(span, { end: (endTime) => void setTimeout(() => span.end(endTime), 5) });
      },
    })),
  },
  {
    name: 'ignores the signal of a flush',
    caughtBy: 'flush with an aborted signal is cancelled, and loses no span',
    sabotage: withFaults((inner) => ({ flush: () => inner.flush() })),
  },
  {
    name: 'closes without waiting for what it has buffered',
    caughtBy: 'close lets every ended span arrive, and is idempotent',
    sabotage: spoilSubject((made) => {
      let isClosed = false;
      const close = (): AsyncResult<void> => {
        isClosed = true;
        return made.tracer.close();
      };
      return {
        ...made,
        tracer: faulty(made.tracer, { close }),
        spans: async () => (isClosed ? [] : made.spans()),
      };
    }),
  },
  {
    name: 'fails when it is closed a second time',
    caughtBy: 'close lets every ended span arrive, and is idempotent',
    sabotage: withFaults((inner) => ({ close: closeOnce(() => inner.close()) })),
  },
  {
    name: 'records after it was closed',
    caughtBy: 'after close spans are not recorded, work runs, and flush is unavailable',
    sabotage: withFaults(() => ({ close: async () => ok() })),
  },
];
