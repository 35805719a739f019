import { ActionIcon, Button } from '@mantine/core';
import { X } from 'lucide-react';
import { useRemoveJob, useRetryJob, useJob } from '../api/work.js';
import { ConfirmButton } from '../ui/confirm-button.js';
import { Failure } from '../ui/failure.js';
import { Loading } from '../ui/loading.js';
import type { UrlState } from '../url-state.js';
import { Failures } from './failures.js';
import { Data } from './data.js';
import { StateTag } from './state-tag.js';

interface JobDetailProps {
  readonly composition: string;
  readonly id: string;
  readonly url: UrlState;
  readonly onClose: () => void;
}

/** One job: what it is about, what has become of it, and what one does about it. */
export function JobDetail({ composition, id, url, onClose }: JobDetailProps) {
  const { data: job, error } = useJob(composition, id);
  const retry = useRetryJob();
  const remove = useRemoveJob();
  const failed = retry.error ?? remove.error;
  const waits = job?.state === 'delayed' || job?.state === 'failed';
  return (
    <aside className="panel work-detail" aria-label="The job">
      <div className="row">
        <h2 className="mono ellipsis">{job?.name ?? 'Job'}</h2>
        {job !== undefined && <StateTag state={job.state} />}
        <span className="spacer" />
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Close the job" onClick={onClose}>
          <X size={14} aria-hidden="true" />
        </ActionIcon>
      </div>
      {error !== null && <Failure title="The job could not be shown" error={error} />}
      {job === undefined && error === null && <Loading what="the job" />}
      {job !== undefined && (
        <>
          <div className="row wrap">
            {job.state === 'dead' && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => url.set({ view: 'letters', letter: `job:${id}` })}
              >
                To its dead letter
              </Button>
            )}
            {waits && (
              <Button size="compact-sm" variant="default" loading={retry.isPending} onClick={() => retry.mutate(id)}>
                Run it now
              </Button>
            )}
            {job.state !== 'active' && (
              <ConfirmButton
                text="Remove"
                sure="Really remove"
                loading={remove.isPending}
                onConfirm={() => remove.mutate(id, { onSuccess: onClose })}
              />
            )}
          </div>
          {failed !== null && <Failure title="The job is as it was" error={failed} />}
          <dl className="facts">
            <dt>Id</dt>
            <dd className="mono">{id}</dd>
            <dt>Runs</dt>
            <dd>
              {job.runs}, {job.failures.length} of {job.attempts} attempts failed
            </dd>
            <Moment title="Added" at={job.createdAt} />
            <Moment title="Runs at" at={job.runAt} />
            <Moment title="Started" at={job.startedAt} />
            <Moment title="Finished" at={job.finishedAt} />
            {job.dedupeId !== undefined && (
              <>
                <dt>Once for</dt>
                <dd className="mono">{job.dedupeId}</dd>
              </>
            )}
          </dl>
          <Data title="Payload" value={job.payload} />
          {job.progress !== undefined && <Data title="Progress" value={job.progress} />}
          {job.result !== undefined && <Data title="Result" value={job.result} />}
          {Object.keys(job.context).length > 0 && <Data title="Context" value={job.context} />}
          <Failures failures={job.failures} />
          {job.logs.length > 0 && (
            <section aria-label="Lines of the job">
              <h3>Log</h3>
              <ol className="work-lines mono">
                {job.logs.map((line, index) => (
                  <li key={index}>{line}</li>
                ))}
              </ol>
            </section>
          )}
        </>
      )}
    </aside>
  );
}

function Moment({ title, at }: { readonly title: string; readonly at: string | undefined }) {
  if (at === undefined) return null;
  return (
    <>
      <dt>{title}</dt>
      <dd>
        <time dateTime={at}>{new Date(at).toLocaleString('en-GB')}</time>
      </dd>
    </>
  );
}
