import { lazy, Suspense } from 'react';
import type { Span } from '../../../src/contract.js';
import { ErrorBoundary } from '../ui/error-boundary.js';

const Plot = lazy(() => import('./plot.js'));

/** How many calls there were over time, and how long they took. */
export function LoadChart({ spans, durationMs }: { readonly spans: readonly Span[]; readonly durationMs: number }) {
  return (
    <section className="panel chart" aria-labelledby="chart-title">
      <div className="chart-head">
        <h2 id="chart-title">Calls over time</h2>
        <span className="legend">
          <i className="key key-calls" aria-hidden="true" /> calls
        </span>
        <span className="legend">
          <i className="key key-latency" aria-hidden="true" /> p95 latency
        </span>
      </div>
      <ErrorBoundary title="The chart cannot be drawn here">
        <Suspense fallback={<div className="plot" />}>
          <Plot spans={spans} durationMs={durationMs} />
        </Suspense>
      </ErrorBoundary>
    </section>
  );
}
