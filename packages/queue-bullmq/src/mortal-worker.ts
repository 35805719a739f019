import { Worker, type LockManagerWorkerContext } from 'bullmq';
import { ignore } from './bull.js';
import type { BullJob } from './job-view.js';
import { LeaseKeeper } from './lease-keeper.js';

/**
 * BullMQ's worker, which can be let go of when Redis is dead (its own `close` then waits for ever), and which keeps what it runs when the
 * wall clock is moved.
 */
export class MortalWorker extends Worker<BullJob['data'], unknown> {
  protected override createLockManager(): void {
    const lockDuration = this.opts.lockDuration ?? 0;
    const times = { lockDuration, lockRenewTime: lockDuration / 2 };
    this.lockManager = new LeaseKeeper(contextOf(this), { ...times, workerId: this.id });
  }

  /** Takes no more jobs: nor one that is there already while it waits for one. */
  async halt(): Promise<void> {
    await this.pause(true);
    await this.backend.disconnectBlocking(true);
    await this.backend.reconnectBlocking();
  }

  /** Ends timers and connections without asking Redis. */
  abandon(): void {
    void this.lockManager.close();
    // Ends the timer of its checks, which `close` would come to last.
    void this.pause(true).catch(ignore);
    void this.backend.close(true).catch(ignore);
  }
}

/** What BullMQ's worker is to its lock manager; the types of its two `trace` do not agree. */
function contextOf(worker: object): LockManagerWorkerContext {
  return worker as LockManagerWorkerContext;
}
