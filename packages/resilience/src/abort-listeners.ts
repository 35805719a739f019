/** Ends the listening. Calling it twice does no harm. */
export type Unlisten = () => void;

/**
 * Calls back when a signal aborts: with one listener for each signal, however many calls share it, and none when no call is left.
 * A listener for every call would make each of them walk the list of all others.
 */
export class AbortListeners {
  readonly #fans: WeakMap<AbortSignal, Fan> = new WeakMap();

  /** Calls `callback` once when `signal` aborts, which it must not have done yet. The callback must not throw. */
  listen(signal: AbortSignal, callback: () => void): Unlisten {
    let fan = this.#fans.get(signal);
    if (fan === undefined) {
      fan = new Fan(signal);
      this.#fans.set(signal, fan);
    }
    return fan.add(callback);
  }
}

class Fan {
  /** Held weakly: the fan is found by the signal, and must not keep it. */
  readonly #signal: WeakRef<AbortSignal>;
  readonly #callbacks: Set<() => void> = new Set();

  constructor(signal: AbortSignal) {
    this.#signal = new WeakRef(signal);
  }

  add(callback: () => void): Unlisten {
    if (this.#callbacks.size === 0) this.#signal.deref()?.addEventListener('abort', this.#onAbort);
    this.#callbacks.add(callback);
    return () => {
      if (!this.#callbacks.delete(callback) || this.#callbacks.size > 0) return;
      this.#signal.deref()?.removeEventListener('abort', this.#onAbort);
    };
  }

  readonly #onAbort = (): void => {
    const callbacks = [...this.#callbacks];
    this.#callbacks.clear();
    this.#signal.deref()?.removeEventListener('abort', this.#onAbort);
    for (const callback of callbacks) callback();
  };
}
