import { Button, NativeSelect, Progress } from '@mantine/core';
import type { RunStatus, RunView } from '../../../src/contract.js';
import { useCancelRun } from '../api/queries.js';
import type { Workbench } from '../use-workbench.js';
import { clockTime, count, microseconds, milliseconds, percent, shortId } from '../../../src/format.js';
import { Tag, type Tone } from '../ui/tag.js';

interface RunHeadProps {
  readonly run: RunView;
  readonly runs: readonly RunView[];
  readonly bench: Workbench;
}

const TONES: Readonly<Record<RunStatus, Tone>> = { running: 'warn', ok: 'good', failed: 'bad', cancelled: 'neutral' };
const BARS: Readonly<Record<RunStatus, string>> = { running: 'indigo', ok: 'green', failed: 'red', cancelled: 'gray' };

/** How the run is going, in one line and seven numbers. */
export function RunHead({ run, runs, bench }: RunHeadProps) {
  const { url } = bench;
  const ports = bench.scenarios.find(({ name }) => name === run.scenario)?.ports ?? [];
  const cancel = useCancelRun();
  const part = run.total === 0 ? 100 : (100 * run.done) / run.total;
  const failing = run.errors > 0;
  return (
    <section className="panel run-head" aria-label="The run">
      <div className="row run-line">
        <span role="status">
          <Tag tone={TONES[run.status]}>{run.status}</Tag>
        </span>
        <NativeSelect
          size="xs"
          aria-label="Which run to show"
          className="run-select"
          value={run.id}
          data={runs.map((other) => ({ value: other.id, label: labelOf(other) }))}
          onChange={({ currentTarget }) => url.set({ run: currentTarget.value, step: undefined, call: undefined })}
        />
        <span className="muted hide-small ellipsis">
          {ports.map((port) => `${run.providers[port]} ${port}`).join(' · ')}
          {run.faults.length > 0 && ` · ${run.faults.length === 1 ? '1 fault' : `${run.faults.length} faults`}`}
          {run.reason === undefined ? '' : ` · ${run.reason}`}
        </span>
        <span className="spacer" />
        <span className="mono nowrap">
          {count(run.done)} / {count(run.total)}
        </span>
        {run.status === 'running' && (
          <Button size="compact-xs" variant="outline" color="red" onClick={() => cancel.mutate(run.id)}>
            Cancel
          </Button>
        )}
      </div>
      <Progress value={part} size={4} radius={0} color={BARS[run.status]} aria-label="Progress of the run" />
      <dl className="stats">
        <Stat name="Duration" value={milliseconds(run.durationMs)} />
        <Stat name="Port calls" value={count(run.calls)} />
        <Stat name="Cache hits" value={percent(run.hits, run.hits + run.misses)} />
        <Stat name="Loader runs" value={count(run.loads)} />
        <Stat name="Retries" value={count(run.retries)} />
        <Stat name="Errors" value={count(run.errors)} bad={failing} />
        <Stat name="p95" value={microseconds(run.p95Us)} />
      </dl>
    </section>
  );
}

function Stat({ name, value, bad = false }: { readonly name: string; readonly value: string; readonly bad?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={bad ? 'bad' : undefined}>{value}</dd>
    </div>
  );
}

function labelOf({ id, startedAt, providers }: RunView): string {
  return `${clockTime(Date.parse(startedAt))} · ${providers.cache} · ${shortId(id)}`;
}
