import type { OperateView } from '../../../src/contract.js';
import type { Workbench } from '../use-workbench.js';
import { Alerts } from './alerts.js';
import { LogTailPanel } from './log-tail.js';
import { PortCharts } from './port-charts.js';
import { PortTable } from './port-table.js';
import { within } from './series.js';
import type { Window } from './window-control.js';

interface OverviewProps {
  readonly bench: Workbench;
  readonly view: OperateView;
  readonly window: Window;
  readonly paused: boolean;
}

/** All ports together: charts, breakers, the tail of the log. */
export function Overview({ bench, view, window, paused }: OverviewProps) {
  const ticks = within(view.ticks, window.ms);
  return (
    <div className="operate-grid">
      <Alerts ticks={ticks} />
      <PortCharts ticks={ticks} view={view} url={bench.url} />
      <div className="operate-pair">
        <PortTable bench={bench} ticks={ticks} everyMs={view.everyMs} window={window.label} />
        <LogTailPanel url={bench.url} paused={paused} />
      </div>
    </div>
  );
}
