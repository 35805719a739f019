import type { LogLevel } from '@infra/core';

/** A level that a line may have. */
export type LineLevel = Exclude<LogLevel, 'silent'>;

/** In order, so that a line is written when its weight reaches the threshold's. */
export const WEIGHT: Readonly<Record<LogLevel, number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
  silent: Infinity,
};

export const LEVELS: readonly string[] = Object.keys(WEIGHT);

export function isLogLevel(value: unknown): value is LogLevel {
  return typeof value === 'string' && Object.hasOwn(WEIGHT, value);
}

/** The threshold that a logger, its parent and its children share. */
export class Threshold {
  level: LogLevel;
  /** Read on every call, so kept as a number. */
  weight: number;
  isClosed = false;

  constructor(level: LogLevel) {
    this.level = level;
    this.weight = WEIGHT[level];
  }

  set(level: LogLevel): void {
    this.level = level;
    if (!this.isClosed) this.weight = WEIGHT[level];
  }

  /** Lets nothing through any more, whatever the level. */
  close(): void {
    this.isClosed = true;
    this.weight = Infinity;
  }
}
