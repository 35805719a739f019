import { lazy, Suspense, useEffect, useState } from 'react';
import type { OperateView } from '../../../src/contract.js';
import { useOperate } from '../api/operate-store.js';
import { Failure } from '../ui/failure.js';
import { Loading } from '../ui/loading.js';
import { useShortcut } from '../use-shortcut.js';
import { useWorkbench, type Workbench } from '../use-workbench.js';
import { Overview } from './overview.js';
import { viewIn, ViewTabs } from './view-tabs.js';
import { windowIn, WindowControl } from './window-control.js';

const OrdersView = lazy(() => import('../work/orders-view.js'));
const OutboxView = lazy(() => import('../work/outbox-view.js'));
const QueueView = lazy(() => import('../work/queue-view.js'));
const StreamsView = lazy(() => import('../work/streams-view.js'));
const LettersView = lazy(() => import('../work/letters-view.js'));

/** How the ports are doing, live; and the jobs, events and dead letters in them. */
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

function Operate({ bench, live }: { readonly bench: Workbench; readonly live: OperateView }) {
  const { url, applied } = bench;
  const [frozen, setFrozen] = useState<OperateView>();
  const paused = frozen !== undefined;
  const pause = (): void => setFrozen(paused ? undefined : live);
  const name = viewIn(url.values);
  const isOverview = name === 'overview';
  useShortcut('p', () => isOverview && pause());
  const View = {
    overview: undefined,
    orders: OrdersView,
    outbox: OutboxView,
    queue: QueueView,
    streams: StreamsView,
    letters: LettersView,
  }[name];
  return (
    <div className="page">
      <div className="page-head operate-head">
        <h1>Operate</h1>
        <ViewTabs current={name} />
        <span className="spacer" />
        {isOverview && <WindowControl url={url} paused={paused} onPause={pause} />}
      </div>
      {View === undefined ? (
        <Overview bench={bench} view={frozen ?? live} window={windowIn(url)} paused={paused} />
      ) : (
        // Another composition has other jobs: what was chosen or typed for the ones before is not for these.
        <Suspense key={applied.hash} fallback={<Loading what="this part" />}>
          <View bench={bench} />
        </Suspense>
      )}
    </div>
  );
}
