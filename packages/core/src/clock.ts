/** Time as an argument, so that tests need no sleeping. */
export interface Clock {
  /** Wall-clock time. It may jump: for display and records, never for measuring. */
  now(): Date;
  /** Milliseconds since some fixed point; never goes back. For TTLs, deadlines and durations. */
  monotonicMs(): number;
  /**
   * Calls back once after `delayMs`, unless the returned function was called first.
   * The timer does not hold the process.
   */
  schedule(delayMs: number, callback: () => void): () => void;
}
