import { useMemo } from 'react';
import type { FaultView } from '../../../src/contract.js';
import { clockTime, count, percent } from '../../../src/format.js';
import { layeredPorts } from '../../../src/layers/layer-table.js';
import { useOperate } from '../api/operate-store.js';
import { LineChart } from '../charts/line-chart.js';
import { Ribbon } from '../charts/ribbon.js';
import { brokenStretches, lately, openBreakers, seriesOf, within } from '../operate/series.js';
import { Tag } from '../ui/tag.js';
import type { Workbench } from '../use-workbench.js';
import { remaining, useNow } from './use-now.js';

const WINDOW_MS = 60_000;
const TOLD = 12;

interface WhatHappensProps {
  readonly bench: Workbench;
  readonly faults: readonly FaultView[];
}

/** The last minute: calls and failures, breakers, and what has happened. */
export function WhatHappens({ bench, faults }: WhatHappensProps) {
  const { data: view } = useOperate();
  const now = useNow();
  const ticks = useMemo(() => within(view?.ticks ?? [], WINDOW_MS), [view?.ticks]);
  const everyMs = view?.everyMs ?? 1_000;
  const series = useMemo(() => seriesOf(ticks, everyMs), [ticks, everyMs]);
  const shaded = useMemo(() => brokenStretches(view?.happenings ?? [], ticks.at(-1)?.at ?? 0), [view, ticks]);
  const lines = useMemo(() => {
    const failures = series.perSecond.map((rate, at) => (rate * (series.errorPercent[at] ?? 0)) / 100);
    return [
      { name: 'calls', colour: 'good' as const, values: series.perSecond },
      { name: 'failures', colour: 'bad' as const, values: failures },
    ];
  }, [series]);
  const { calls, errors, retries } = lately(ticks, everyMs);
  const open = openBreakers(ticks);
  const names = layeredPorts
    .map((port) => `${port}/${bench.applied.composition[port]}`)
    .filter((name) => ticks.some(({ ports }) => ports[name]?.breaker !== undefined));
  return (
    <aside className="panel what-happens" aria-label="What is happening">
      <div className="row wrap">
        <h2>What is happening</h2>
        {open.map((name) => (
          <Tag key={name} tone="bad">
            {name} · {ticks.at(-1)?.ports[name]?.breaker}
          </Tag>
        ))}
        {open.length === 0 && names.length > 0 && <Tag tone="good">breakers closed</Tag>}
      </div>
      {faults.map(({ port, until }) => (
        <p key={port} className="mono">
          {port} {until === undefined ? 'stays broken until it is reset' : `resets in ${remaining(until, now)}`}
        </p>
      ))}
      <LineChart
        moments={series.moments}
        lines={lines}
        shaded={shaded}
        format={count}
        least={1}
        label={`Calls and failures a second over the last minute: ${count(calls)} calls, ${count(errors)} failures`}
      />
      {names.map((name) => (
        <div key={name} className="row">
          <span className="mono ribbon-name">{name}</span>
          <Ribbon ticks={ticks} name={name} />
        </div>
      ))}
      {names.length === 0 && <p className="muted">No breaker is in the way of these ports. Compose switches one on.</p>}
      <dl className="stats stats-small">
        <div>
          <dt>Calls</dt>
          <dd>{count(calls)}</dd>
        </div>
        <div>
          <dt>Failed</dt>
          <dd className={errors > 0 ? 'bad' : undefined}>{percent(errors, calls)}</dd>
        </div>
        <div>
          <dt>Retries</dt>
          <dd>{count(retries)}</dd>
        </div>
      </dl>
      <ol className="happenings">
        {(view?.happenings ?? [])
          .slice(-TOLD)
          .reverse()
          .map(({ at, tone, text }, index) => (
            <li key={`${at} ${index}`}>
              <time className="mono muted">{clockTime(at)}</time>
              <i className={`dot dot-${tone}`} aria-hidden="true" />
              <span>{text}</span>
            </li>
          ))}
      </ol>
      {calls === 0 && <p className="muted">Nobody calls now: run the scenario Traffic, and watch.</p>}
    </aside>
  );
}
