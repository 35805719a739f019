import type { IoOptions } from './io.js';
import type { LogFields, LogLevel } from './logger.js';
import type { Provided } from './provided.js';
import type { AsyncResult } from './result.js';

export interface CaptureOptions {
  /** Default: `error` for an exception, `info` for a message. */
  readonly level?: Exclude<LogLevel, 'silent'> | undefined;
  /** Short values to search by: `{ tenant: 'acme' }`. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Whatever helps to understand it. Redacted as the fields of a log line are. */
  readonly extra?: LogFields | undefined;
  /** Whom it happened to. Leave out what the tracker need not know. */
  readonly user?: { readonly id?: string; readonly email?: string; readonly username?: string } | undefined;
  /** What counts as the same problem. Default: the provider's own grouping. */
  readonly fingerprint?: readonly string[] | undefined;
}

/**
 * Tells people of what went wrong. Every method but `flush` is synchronous and never throws, whatever it is given; what cannot be
 * delivered is dropped, counted, and told to `onError` of the adapter.
 */
export interface ErrorTracker extends Provided {
  /**
   * Reports whatever was thrown or returned as an error, with its cause chain.
   *
   * @returns the id under which it can be found; `undefined` when it was dropped
   */
  captureException(error: unknown, options?: CaptureOptions): string | undefined;
  captureMessage(message: string, options?: CaptureOptions): string | undefined;
  /** Settles when every report so far has left the process. */
  flush(options?: IoOptions): AsyncResult<void>;
}
