import { Worker } from 'bullmq';
import { ignore } from './bull.js';
import type { BullJob } from './job-view.js';

/** BullMQ's worker, which can be let go of when Redis is dead: its own `close` then waits for ever. */
export class MortalWorker extends Worker<BullJob['data'], unknown> {
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
