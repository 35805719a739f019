import { err, InfraError, ok, type AsyncResult, type JobRef, type Result } from '@infra/core';
import { settleOnAbort } from '@internal/abort';
import { errors } from './errors.js';
import type { JobStore } from './job-store.js';
import { handOut } from './memory-job.js';

/** Those who wait, at one queue, for jobs to be over. */
export class MemoryResults {
  private readonly store: JobStore;
  private readonly onClose = new Set<() => void>();

  constructor(store: JobStore) {
    this.store = store;
  }

  wait({ id, name }: JobRef, timeoutMs: number, signal: AbortSignal | undefined): AsyncResult<unknown> {
    const settled = this.outcome(id, name);
    if (settled !== undefined) return Promise.resolve(settled);
    if (timeoutMs === 0) return Promise.resolve(err(errors.notFinished('result', id, timeoutMs)));
    const { store, onClose } = this;
    let stop = (): void => undefined;
    const over = new Promise<Result<unknown>>((resolve) => {
      const settle = (result: Result<unknown>): void => {
        stop();
        resolve(result);
      };
      const look = (): void => settle(this.outcome(id, name) ?? err(errors.noSuchJob('result', id)));
      const close = (): void => settle(err(errors.closed('result')));
      const cancel = store.clock.schedule(timeoutMs, () => settle(err(errors.notFinished('result', id, timeoutMs))));
      const waiting = store.onOver.get(id) ?? new Set();
      store.onOver.set(id, waiting.add(look));
      onClose.add(close);
      stop = () => {
        cancel();
        waiting.delete(look);
        onClose.delete(close);
      };
    });
    return settleOnAbort(over, signal, () => {
      stop();
      return err(errors.cancelled('result'));
    });
  }

  /** Whoever still waits is told that the queue is closed. */
  close(): void {
    for (const close of [...this.onClose]) close();
  }

  /** How a job ended; undefined while it has not. */
  private outcome(id: string, name: string): Result<unknown> | undefined {
    const job = this.store.byId.get(id);
    if (job?.name !== name) return err(errors.noSuchJob('result', id, `job of the name ${name}`));
    if (job.state === 'completed') return ok(job.result === undefined ? undefined : handOut(job.result));
    if (job.state !== 'dead') return undefined;
    const { reason } = job;
    return err(reason === undefined ? errors.noSuchJob('result', id) : new InfraError(reason));
  }
}
