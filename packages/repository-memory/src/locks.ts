/** Whoever holds locks, and waits for one at most. */
export interface LockHolder {
  waitsFor: string | undefined;
}

interface Waiter {
  readonly holder: LockHolder;
  readonly grant: () => void;
}

/** One holder per lock, who keeps it until its transaction ends; the others wait in their order. */
export class Locks {
  private readonly holders = new Map<string, LockHolder>();
  private readonly queues = new Map<string, Waiter[]>();

  /** Resolves with whether the lock was granted; false where waiting for it would never end. At once where nobody has it. */
  acquire(name: string, holder: LockHolder): true | Promise<boolean> {
    const current = this.holders.get(name);
    if (current === undefined) {
      this.holders.set(name, holder);
      return true;
    }
    if (current === holder) return true;
    if (this.closesCircle(current, holder)) return Promise.resolve(false);
    holder.waitsFor = name;
    return new Promise((resolve) => {
      const queue = this.queues.get(name) ?? [];
      this.queues.set(name, queue);
      queue.push({
        holder,
        grant: () => {
          holder.waitsFor = undefined;
          resolve(true);
        },
      });
    });
  }

  /** Gives up waiting. */
  leave(holder: LockHolder): void {
    const name = holder.waitsFor;
    if (name === undefined) return;
    holder.waitsFor = undefined;
    const queue = (this.queues.get(name) ?? []).filter((waiter) => waiter.holder !== holder);
    this.setQueue(name, queue);
  }

  release(names: Iterable<string>): void {
    for (const name of names) {
      const [next, ...rest] = this.queues.get(name) ?? [];
      this.setQueue(name, rest);
      if (next === undefined) {
        this.holders.delete(name);
      } else {
        this.holders.set(name, next.holder);
        next.grant();
      }
    }
  }

  private closesCircle(current: LockHolder, holder: LockHolder): boolean {
    let other: LockHolder | undefined = current;
    while (other !== undefined) {
      if (other === holder) return true;
      other = other.waitsFor === undefined ? undefined : this.holders.get(other.waitsFor);
    }
    return false;
  }

  private setQueue(name: string, queue: Waiter[]): void {
    if (queue.length === 0) this.queues.delete(name);
    else this.queues.set(name, queue);
  }
}
