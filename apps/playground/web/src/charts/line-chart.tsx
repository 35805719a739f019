import { lazy, Suspense } from 'react';
import { ErrorBoundary } from '../ui/error-boundary.js';
import type { LinesProps } from './lines.js';

const Lines = lazy(() => import('./lines.js'));

/** Lines over time, once uPlot is there. A chart that fails takes nothing else with it. */
export function LineChart(props: LinesProps) {
  return (
    <ErrorBoundary title="The chart cannot be drawn here">
      <Suspense fallback={<div className="lines" />}>
        <Lines {...props} />
      </Suspense>
    </ErrorBoundary>
  );
}
