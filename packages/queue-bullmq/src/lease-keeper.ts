import { LockManager } from 'bullmq';

/**
 * Renews the leases of what runs, by a timer alone. BullMQ's own asks the wall clock which are due, and lets all of them lapse when that is
 * set back: the jobs would run once more elsewhere.
 */
export class LeaseKeeper extends LockManager {
  override start(): void {
    if (this.closed) return;
    clearTimeout(this.lockRenewalTimer);
    this.lockRenewalTimer = setTimeout(() => void this.renew(), this.opts.lockRenewTime / 2);
  }

  private async renew(): Promise<void> {
    const ids = this.getTrackedJobIds();
    // What fails is told as an `error` event.
    if (ids.length > 0) await this.extendLocks(ids);
    this.start();
  }
}
