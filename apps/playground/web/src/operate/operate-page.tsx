import { Button, Kbd, SegmentedControl } from '@mantine/core';
import { Pause, Play } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { OperateView } from '../../../src/contract.js';
import { useOperate } from '../api/operate-store.js';
import { useShortcut } from '../use-shortcut.js';
import { useWorkbench, type Workbench } from '../use-workbench.js';
import { Failure } from '../ui/failure.js';
import { Loading } from '../ui/loading.js';
import { Alerts } from './alerts.js';
import { LogTailPanel } from './log-tail.js';
import { PortCharts } from './port-charts.js';
import { PortTable } from './port-table.js';
import { within } from './series.js';

/** How the ports are doing, live. */
export default function OperatePage() {
  const { bench, error } = useWorkbench();
  const operate = useOperate();
  useEffect(() => {
    document.title = 'Operate · Infra playground';
  }, []);
  const failed = error ?? operate.error;
  if (failed !== undefined && failed !== null)
    return <Failure title="The numbers could not be loaded" error={failed} />;
  if (bench === undefined || operate.data === undefined) return <Loading what="the numbers" />;
  return <Operate bench={bench} live={operate.data} />;
}

const WINDOWS = [
  { value: '1m', label: '1 m', ms: 60_000 },
  { value: '5m', label: '5 m', ms: 300_000 },
  { value: '15m', label: '15 m', ms: 900_000 },
] as const;

function Operate({ bench, live }: { readonly bench: Workbench; readonly live: OperateView }) {
  const { url } = bench;
  const [frozen, setFrozen] = useState<OperateView>();
  const view = frozen ?? live;
  const pause = (): void => setFrozen(frozen === undefined ? live : undefined);
  useShortcut('p', pause);
  const chosen = WINDOWS.find(({ value }) => value === url.values.get('window')) ?? WINDOWS[0];
  const ticks = within(view.ticks, chosen.ms);
  return (
    <div className="page">
      <div className="page-head">
        <h1>Operate</h1>
        <span className="spacer" />
        <SegmentedControl
          size="xs"
          aria-label="How far back"
          value={chosen.value}
          data={WINDOWS.map(({ value, label }) => ({ value, label }))}
          onChange={(value) => url.set({ window: value })}
        />
        <Button
          size="xs"
          variant="default"
          aria-pressed={frozen !== undefined}
          leftSection={
            frozen === undefined ? <Pause size={13} aria-hidden="true" /> : <Play size={13} aria-hidden="true" />
          }
          rightSection={
            <Kbd className="button-kbd hide-small" aria-hidden="true">
              P
            </Kbd>
          }
          onClick={pause}
        >
          {frozen === undefined ? 'Pause' : 'Go on'}
        </Button>
      </div>
      <div className="operate-grid">
        <Alerts ticks={ticks} />
        <PortCharts ticks={ticks} view={view} url={url} />
        <div className="operate-pair">
          <PortTable bench={bench} ticks={ticks} everyMs={view.everyMs} window={chosen.label} />
          <LogTailPanel url={url} paused={frozen !== undefined} />
        </div>
      </div>
    </div>
  );
}
