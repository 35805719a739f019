import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { LogDestination } from './destination.js';
import { isBusy } from './errors.js';

const SHORTEST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 20;

/** Writes from the offset on, and says how many bytes were taken: `fs.writeSync`. */
type WriteSync = (descriptor: number, bytes: Uint8Array, offset: number) => number;

/**
 * Standard output (1) or standard error (2), written past Node's streams: a line has left the process before the call
 * returns, so that nothing is lost at `process.exit()` or an uncaught exception. The price is that a reader who is slow
 * slows the process down.
 */
export function createStandardDestination(descriptor: 1 | 2, write: WriteSync = writeSync): LogDestination {
  /** A failure amid a line leaves a part of it behind; the next line then begins on a line of its own. */
  let torn = false;
  return {
    get isTTY() {
      return isatty(descriptor);
    },
    write(line) {
      const bytes = Buffer.from(torn ? `\n${line}` : line);
      let written = 0;
      let pauseMs = SHORTEST_PAUSE_MS;
      while (written < bytes.length) {
        try {
          written += write(descriptor, bytes, written);
          torn = written < bytes.length;
          pauseMs = SHORTEST_PAUSE_MS;
        } catch (cause) {
          // A full pipe that does not block: whoever touches `process.stdout` makes it so.
          if (!isBusy(cause)) throw cause;
          sleep(pauseMs);
          pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
        }
      }
    },
  };
}

/** The only wait within a synchronous call that does not burn the processor. */
function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
