import { useMemo } from 'react';
import type { OperateTick, OperateView } from '../../../src/contract.js';
import { count, milliseconds, perSecond } from '../../../src/format.js';
import { LineChart } from '../charts/line-chart.js';
import type { Line, LinesProps } from '../charts/lines.js';
import type { UrlState } from '../url-state.js';
import { brokenStretches, lately, seriesOf } from './series.js';

interface PortChartsProps {
  readonly ticks: readonly OperateTick[];
  readonly view: OperateView;
  readonly url: UrlState;
}

/** As many stretches as "now" is. */
export const LATELY = 5;

const asPercent = (value: number): string => `${value >= 10 || value === 0 ? Math.round(value) : value.toFixed(1)} %`;

/** Rate, errors and latency, of one port or of all. */
export function PortCharts({ ticks, view, url }: PortChartsProps) {
  const of = url.values.get('of') ?? undefined;
  const { everyMs, happenings } = view;
  const series = useMemo(() => seriesOf(ticks, everyMs, of), [ticks, everyMs, of]);
  const now = lately(ticks.slice(-LATELY), everyMs, of);
  const shaded = useMemo(() => brokenStretches(happenings, ticks.at(-1)?.at ?? 0), [happenings, ticks]);
  const whose = of ?? 'all ports';
  const share = now.calls === 0 ? '–' : asPercent((100 * now.errors) / now.calls);
  const common = { moments: series.moments, shaded };
  return (
    <div className="operate-charts">
      <Chart
        title="Rate"
        now={perSecond(now.perSecond)}
        whose={whose}
        {...common}
        lines={useMemo(() => [{ name: 'calls', colour: 'calm', values: series.perSecond }], [series])}
        format={count}
        least={1}
      />
      <Chart
        title="Errors"
        now={share}
        whose={whose}
        {...common}
        lines={useMemo(() => [{ name: 'errors', colour: 'bad', values: series.errorPercent }], [series])}
        format={asPercent}
        least={1}
      />
      <Chart
        title="Latency"
        now={`p95 ${milliseconds(now.p95Us / 1_000)}`}
        whose={of ?? 'the slowest port'}
        {...common}
        lines={useMemo(
          () => [
            { name: 'p50', colour: 'good', values: series.p50Ms },
            { name: 'p95', colour: 'warn', values: series.p95Ms },
            { name: 'p99', colour: 'bad', values: series.p99Ms },
          ],
          [series],
        )}
        format={milliseconds}
        least={0.1}
      />
    </div>
  );
}

interface ChartProps extends Omit<LinesProps, 'label'> {
  readonly title: string;
  readonly now: string;
  readonly whose: string;
  readonly lines: readonly Line[];
}

function Chart({ title, now, whose, ...rest }: ChartProps) {
  return (
    <section className="panel chart" aria-label={title}>
      <div className="chart-head">
        <h2>{title}</h2>
        <strong className="chart-now">{now}</strong>
        <span className="spacer" />
        <span className="muted ellipsis">
          {rest.lines.length > 1 &&
            rest.lines.map(({ name, colour }) => (
              <span key={name} className="legend-word">
                <i className={`key key-${colour}`} aria-hidden="true" /> {name}{' '}
              </span>
            ))}
          {rest.lines.length === 1 && <span className="hide-small">{whose}</span>}
        </span>
      </div>
      <LineChart {...rest} label={`${title} of ${whose} over time; lately ${now}`} />
    </section>
  );
}
