/** What belongs to one request and travels with it: a correlation id, a trace id, a tenant. */
export type Context = Readonly<Record<string, string>>;

/** Carries the context over an asynchronous border: a job, an event, a log line. */
export interface ContextCarrier {
  /** The context of the caller; empty outside any. */
  capture(): Context;
  /** Runs `work` with `context` as what `capture` returns, through everything that it awaits. */
  run<T>(context: Context, work: () => T): T;
}
