import { useEffect } from 'react';
import { useRuns } from '../api/queries.js';
import { useSpans } from '../api/span-store.js';
import { useRun } from '../use-run.js';
import { useShortcut } from '../use-shortcut.js';
import { useWorkbench, type Workbench } from '../use-workbench.js';
import { Failure } from '../ui/failure.js';
import { Loading } from '../ui/loading.js';
import { LoadChart } from './load-chart.js';
import { RunBar } from './run-bar.js';
import { RunHead } from './run-head.js';
import { RunLog } from './run-log.js';
import { SpanList } from './span-list.js';
import { StepTable } from './step-table.js';

/** Running a scenario on what is applied, and looking at what came of it. */
export default function RunPage() {
  const { bench, error } = useWorkbench();
  useEffect(() => {
    document.title = 'Run · Infra playground';
  }, []);
  if (error !== undefined) return <Failure title="The playground could not be loaded" error={error} />;
  return bench === undefined ? <Loading what="the scenarios" /> : <Run bench={bench} />;
}

function Run({ bench }: { readonly bench: Workbench }) {
  const running = useRun(bench);
  const { data: runs } = useRuns();
  const { url } = bench;
  const wanted = url.values.get('run') ?? undefined;
  const run = wanted === undefined ? runs?.[0] : runs?.find(({ id }) => id === wanted);
  const spans = useSpans(run?.id);
  useShortcut('r', running.start);

  // A link to this page is a link to this run.
  const newest = runs?.[0]?.id;
  const { set } = url;
  useEffect(() => {
    if (wanted === undefined && newest !== undefined) set({ run: newest });
  }, [wanted, newest, set]);

  return (
    <div className="page">
      <RunBar bench={bench} running={running} />
      {running.error !== null && <Failure title="The run was not started" error={running.error} />}
      {run === undefined && runs !== undefined && (
        <div className="panel empty">
          <p>
            {wanted === undefined
              ? bench.scenario.summary
              : 'This run is not remembered any more: the latest twenty are, while the playground runs.'}
          </p>
          <p className="muted">
            Press <kbd>R</kbd> to run it on{' '}
            {bench.scenario.ports.map((port) => `${bench.applied.composition[port]} ${port}`).join(', ')}.
          </p>
        </div>
      )}
      {run !== undefined && (
        <div className="run-grid">
          <RunHead run={run} runs={runs ?? []} bench={bench} />
          <StepTable run={run} url={url} />
          <LoadChart spans={spans} durationMs={run.durationMs} />
          <SpanList run={run} spans={spans} url={url} />
          <RunLog run={run} />
        </div>
      )}
    </div>
  );
}
