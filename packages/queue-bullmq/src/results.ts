import {
  err,
  InfraError,
  ok,
  type AsyncResult,
  type Clock,
  type JobEvent,
  type JobRef,
  type Result,
} from '@infra/core';
import { settleOnAbort } from '@internal/abort';
import type { StoredJob } from '@internal/queue-rules';
import { errors } from './errors.js';
import type { EventReader } from './event-reader.js';

/** How soon listening is tried again while Redis is out of reach. */
const RETRY_MS = 200;

type Find = (id: string, signal: AbortSignal | undefined) => AsyncResult<StoredJob | undefined>;

/** Those who wait for jobs to be over. */
export class Results {
  private readonly clock: Clock;
  private readonly events: EventReader;
  private readonly find: Find;
  private readonly onClose = new Set<() => void>();

  constructor(clock: Clock, events: EventReader, find: Find) {
    this.clock = clock;
    this.events = events;
    this.find = find;
  }

  async wait(job: JobRef, timeoutMs: number, signal: AbortSignal | undefined): AsyncResult<unknown> {
    const { id } = job;
    // One that is over needs nobody to listen.
    const found = await this.find(id, signal);
    if (!found.ok) return found;
    const before = outcomeOf(job, found.value);
    if (before !== undefined) return before;
    if (timeoutMs === 0) return err(errors.notFinished('result', id, timeoutMs));
    let stop = (): void => undefined;
    const over = new Promise<Result<unknown>>((resolve) => {
      stop = this.watch(job, timeoutMs, resolve);
    });
    return settleOnAbort(over, signal, () => {
      stop();
      return err(errors.cancelled('result'));
    });
  }

  close(): void {
    for (const close of [...this.onClose]) close();
  }

  /** Calls back once, when the job is over or nothing more is to be waited for; returns how to stop. */
  private watch(job: JobRef, timeoutMs: number, settle: (result: Result<unknown>) => void): () => void {
    const { id } = job;
    let isStopped = false;
    let unlisten = (): void => undefined;
    const end = (result: Result<unknown>): void => {
      if (isStopped) return;
      stop();
      settle(result);
    };
    const close = (): void => end(err(errors.closed('result')));
    const cancel = this.clock.schedule(timeoutMs, () => end(err(errors.notFinished('result', id, timeoutMs))));
    const stop = (): void => {
      isStopped = true;
      cancel();
      unlisten();
      this.onClose.delete(close);
    };
    this.onClose.add(close);
    const look = async (): Promise<void> => {
      const found = await this.find(id, undefined);
      // A failure on the way is no answer while there is time left: whoever waits would only ask again.
      const outcome = found.ok ? outcomeOf(job, found.value) : undefined;
      if (outcome !== undefined) end(outcome);
    };
    const onEvent = (event: JobEvent): void => {
      if (event.id === id && event.type !== 'failed') void look();
    };
    const listen = async (): Promise<void> => {
      const listening = await this.events.listen('result', onEvent, () => void look());
      if (!listening.ok) {
        if (!isStopped) setTimeout(() => void listen(), RETRY_MS).unref();
        return;
      }
      unlisten = listening.value;
      // Asked once more after listening began, so that nothing falls between.
      if (isStopped) unlisten();
      else void look();
    };
    void listen();
    return stop;
  }
}

/** How a job ended; undefined while it has not. */
function outcomeOf({ id, name }: JobRef, found: StoredJob | undefined): Result<unknown> | undefined {
  if (found?.info.name !== name) return err(errors.noSuchJob('result', id, `job of the name ${name}`));
  const { info, reason } = found;
  if (info.state === 'completed') return ok(info.result);
  if (info.state !== 'dead') return undefined;
  return err(reason === undefined ? errors.noSuchJob('result', id) : new InfraError(reason));
}
