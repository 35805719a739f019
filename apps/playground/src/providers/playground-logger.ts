import type { Lifecycle, Logger } from '@infra/core';
import type { LogLine } from '@infra/logger-memory';

/** A logger; one that keeps its lines lets them be read. */
export interface PlaygroundLogger extends Logger, Lifecycle {
  readonly lines?: readonly LogLine[] | undefined;
}
