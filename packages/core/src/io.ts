import type { InfraError } from './infra-error.js';

/** What every I/O operation takes as its last argument. */
export interface IoOptions {
  /** Aborting it settles the operation with `cancelled`. What had reached the provider may still happen there. */
  readonly signal?: AbortSignal | undefined;
}

/** Receives what fails in the background: a reconnect, a refresh, a flush. It must not throw. */
export type OnError = (error: InfraError) => void;
