/** A level that a line may have. */
export type LineLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** A level that a logger may have. */
export type ThresholdLevel = LineLevel | 'silent';

/** In order, so that a line is written when its weight reaches the threshold's. */
export const WEIGHT: Readonly<Record<ThresholdLevel, number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
  silent: Infinity,
};

export const LEVELS: readonly string[] = Object.keys(WEIGHT);

export function isLogLevel(value: unknown): value is ThresholdLevel {
  return typeof value === 'string' && Object.hasOwn(WEIGHT, value);
}

/** The threshold that a logger, its parent and its children share. */
export class Threshold {
  level: ThresholdLevel;
  /** Read on every call, so kept as a number. */
  weight: number;
  isClosed = false;

  constructor(level: ThresholdLevel) {
    this.level = level;
    this.weight = WEIGHT[level];
  }

  set(level: ThresholdLevel): void {
    this.level = level;
    if (!this.isClosed) this.weight = WEIGHT[level];
  }

  /** Lets nothing through any more, whatever the level. */
  close(): void {
    this.isClosed = true;
    this.weight = Infinity;
  }
}
