import type { LoggableRecord } from '@internal/redaction';
import type { LogLine } from './log-line.js';

/** A line as it is kept: `LogLine`, with fields that are known to be plain data. */
export interface KeptLine extends LogLine {
  readonly fields: LoggableRecord;
}

/** The newest lines, in order. Dropping the oldest costs the same however many there are. */
export class LineStore {
  dropped = 0;
  private readonly maxLines: number;
  private ring: KeptLine[] = [];
  private oldest = 0;

  constructor(maxLines: number) {
    this.maxLines = maxLines;
  }

  add(line: KeptLine): void {
    if (this.ring.length < this.maxLines) {
      this.ring.push(line);
      return;
    }
    this.ring[this.oldest] = line;
    this.oldest = (this.oldest + 1) % this.maxLines;
    this.dropped += 1;
  }

  toArray(): readonly KeptLine[] {
    return [...this.ring.slice(this.oldest), ...this.ring.slice(0, this.oldest)];
  }

  clear(): void {
    this.ring = [];
    this.oldest = 0;
    this.dropped = 0;
  }
}
