/** The same in every copy of this file, for the package that makes the signal is not the one that asks. */
const NEVER_ABORTED = Symbol.for('@infra/never-aborted');

/** A signal for calls that were given none, which can be told from one that may abort. */
export function neverAbortedSignal(): AbortSignal {
  return Object.defineProperty(new AbortController().signal, NEVER_ABORTED, { value: true });
}

/** Whether the signal is known never to abort: nobody has to listen to it, which costs as much as the rest of a time-out. */
export function isNeverAborted(signal: AbortSignal): boolean {
  return NEVER_ABORTED in signal;
}
