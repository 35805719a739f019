import type { Abortable } from './abortable.js';

/**
 * An `AbortController` whose signal is made when somebody reads it: to make one takes as long as all else that this process does for a short
 * transaction.
 */
export class LazyAbort implements Abortable {
  aborted = false;
  reason: unknown;
  private readonly listeners = new Set<() => void>();
  private controller: AbortController | undefined;

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.aborted) this.controller.abort(this.reason);
    }
    return this.controller.signal;
  }

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const listeners = [...this.listeners];
    this.listeners.clear();
    for (const listener of listeners) listener();
    this.controller?.abort(reason);
  }

  /** It aborts once: whoever listens is told once. */
  addEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.delete(listener);
  }
}
