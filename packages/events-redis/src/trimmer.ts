import { systemClock } from '@internal/clock';
import type { RedisConnection } from '@internal/redis';
import type { Keys } from './keys.js';
import { callScript } from './scripted.js';
import { TRIM } from './trim-script.js';

/** How often the stream is trimmed. */
const TRIM_MS = 5_000;

/** How many entries, and how many event keys, are dropped at once at most: others wait for Redis meanwhile, about ten milliseconds. */
const MOST_ENTRIES = 100_000;
const MOST_KEYS = 2_000;

/** Has the stream trimmed, while there may be something to trim. */
export class Trimmer {
  private readonly connection: RedisConnection;
  private readonly keys: Keys;
  private readonly keep: number;
  private readonly isNeeded: () => boolean;
  private cancel: (() => void) | undefined;

  /**
   * @param keep how many entries stay at least
   * @param isNeeded whether there may be more to trim after a trim
   */
  constructor(connection: RedisConnection, keys: Keys, keep: number, isNeeded: () => boolean) {
    this.connection = connection;
    this.keys = keys;
    this.keep = keep;
    this.isNeeded = isNeeded;
  }

  /** There is, or will be, something to trim. */
  trimLater(): void {
    this.cancel ??= systemClock.schedule(TRIM_MS, () => {
      void this.trim().then(() => {
        this.cancel = undefined;
        if (this.isNeeded()) this.trimLater();
      });
    });
  }

  stop(): void {
    this.cancel?.();
  }

  private async trim(): Promise<void> {
    const { stream, last, lastAt } = this.keys;
    const args = [this.keep, MOST_ENTRIES, MOST_KEYS];
    for (;;) {
      const call = { script: TRIM, keys: [stream, last, lastAt], args, operation: 'trim' };
      const trimmed = await callScript(this.connection, call, (reply) => reply as readonly [number, number]);
      // By whole nodes: a little less than asked for is all that could go.
      if (!trimmed.ok || (trimmed.value[0] < MOST_ENTRIES / 2 && trimmed.value[1] < MOST_KEYS)) return;
    }
  }
}
