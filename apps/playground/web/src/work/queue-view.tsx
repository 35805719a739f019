import { Button } from '@mantine/core';
import { Pause, Play } from 'lucide-react';
import { milliseconds, perSecond } from '../../../src/format.js';
import { usePauseQueue, useWork } from '../api/work.js';
import { Failure } from '../ui/failure.js';
import { Loading } from '../ui/loading.js';
import { Tag } from '../ui/tag.js';
import type { Workbench } from '../use-workbench.js';
import { HandlerFaults } from './handler-faults.js';
import { JobDetail } from './job-detail.js';
import { JobTable } from './job-table.js';
import { Problem } from './problem.js';
import { StateTiles } from './state-tiles.js';
import { useThroughput } from './use-throughput.js';

/** The jobs of the queue that is in use: how many, which, and what one does about them. */
export default function QueueView({ bench: { applied, url } }: { readonly bench: Workbench }) {
  const work = useWork();
  const pause = usePauseQueue();
  const rate = useThroughput(work.data?.queue);
  if (work.error !== null) return <Failure title="The queue could not be looked at" error={work.error} />;
  if (work.data === undefined) return <Loading what="the queue" />;
  const { queue } = work.data;
  const id = url.values.get('job') ?? undefined;
  return (
    <div className="operate-grid">
      <section className="panel queue-panel" aria-labelledby="queue-title">
        <div className="row table-head">
          <h2 id="queue-title">
            <span className="mono">{queue.name}</span> on {queue.provider}
          </h2>
          {queue.paused ? <Tag tone="warn">paused</Tag> : <Tag tone="good">taking jobs</Tag>}
          <span className="muted" role="status">
            {perSecond(rate)} done lately
            {queue.oldestWaitingMs > 0 && ` · the oldest has waited ${milliseconds(queue.oldestWaitingMs)}`}
          </span>
          <span className="spacer" />
          <Button
            size="xs"
            variant="default"
            loading={pause.isPending}
            leftSection={queue.paused ? <Play size={13} aria-hidden="true" /> : <Pause size={13} aria-hidden="true" />}
            onClick={() => pause.mutate(!queue.paused)}
          >
            {queue.paused ? 'Resume the queue' : 'Pause the queue'}
          </Button>
        </div>
        {pause.error !== null && <Failure title="The queue is as it was" error={pause.error} />}
        <Problem title="The queue cannot be asked" problem={queue.problem} />
        <StateTiles queue={queue} url={url} />
      </section>
      <div className={id === undefined ? undefined : 'work-split'}>
        <JobTable composition={applied.hash} url={url} />
        {id !== undefined && (
          <JobDetail
            key={id}
            composition={applied.hash}
            id={id}
            url={url}
            onClose={() => url.set({ job: undefined })}
          />
        )}
      </div>
      <HandlerFaults port="queue" title="Handlers of jobs" />
    </div>
  );
}
