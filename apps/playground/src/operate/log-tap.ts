import { createMemoryLogger, type MemoryLogger } from '@infra/logger-memory';
import type { LogTail } from '../contract.js';
import type { PlaygroundLogger } from '../providers/playground-logger.js';
import { lineView } from '../runs/run-log.js';
import { HeardRootLogger } from './heard-logger.js';

/** How many lines are told at a time, and to those who come later. */
const TOLD = 200;

/** Hears whatever logger is in use, from debug on, and keeps the newest lines. */
export class LogTap {
  readonly #kept: MemoryLogger;
  #told = 0;

  /** `redact` are keys whose values are secret, beside the usual ones. */
  constructor(redact: readonly string[]) {
    this.#kept = createMemoryLogger({ level: 'debug', maxLines: TOLD, redact: { keys: redact } });
  }

  listen(logger: PlaygroundLogger): PlaygroundLogger {
    return new HeardRootLogger(logger, this.#kept);
  }

  /** What is kept, oldest first. */
  latest(): LogTail {
    return this.#tail(this.#kept.dropped + this.#kept.lines.length);
  }

  /** What is new since the last time; `undefined`: nothing. The oldest make room when there are too many. */
  fresh(): LogTail | undefined {
    const all = this.#kept.dropped + this.#kept.lines.length;
    const count = all - this.#told;
    this.#told = all;
    return count === 0 ? undefined : this.#tail(count);
  }

  #tail(count: number): LogTail {
    const lines = this.#kept.lines.slice(-Math.min(count, TOLD)).map(lineView);
    return { lines, gap: count - lines.length };
  }
}
