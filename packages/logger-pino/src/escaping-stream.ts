import { escapeControlsInJson } from '@internal/redaction';
import type { DestinationStream } from 'pino';

/** By which streams ask pino for the level and the values of each line: `pino.multistream` does. */
const NEEDS_METADATA = Symbol.for('pino.metadata');
const METADATA = ['lastLevel', 'lastTime', 'lastMsg', 'lastObj', 'lastLogger'];

/** Passes lines on with control characters and line separators escaped, which JSON and pino let through as they are. */
export function createEscapingStream(stream: DestinationStream): DestinationStream {
  const needsMetadata: unknown = Reflect.get(stream, NEEDS_METADATA);
  const escaping = {
    [NEEDS_METADATA]: needsMetadata,
    write(line: string): void {
      if (needsMetadata === true) for (const key of METADATA) Reflect.set(stream, key, Reflect.get(escaping, key));
      // The line break at its end is the one that stays.
      const end = /\r?\n$/.exec(line)?.[0] ?? '';
      stream.write(escapeControlsInJson(line.slice(0, line.length - end.length)) + end);
    },
    /** pino calls it after a line of level `fatal`. */
    flushSync(): void {
      const flushSync: unknown = Reflect.get(stream, 'flushSync');
      if (typeof flushSync === 'function') Reflect.apply(flushSync, stream, []);
    },
  };
  return escaping;
}
