// Part of what server and page say to each other: how the ports are doing.

import type { CircuitState } from '@infra/resilience';

export type BreakerState = CircuitState;

/** One stretch of time of one port and provider. Times are of calls, in microseconds, estimated within a histogram's buckets. */
export interface PortSample {
  readonly calls: number;
  readonly errors: number;
  /** Attempts beyond the first of each call. */
  readonly retries: number;
  readonly p50Us: number;
  readonly p95Us: number;
  readonly p99Us: number;
  /** The least well that it was meanwhile; absent: it has no breaker, or that has seen no call yet. */
  readonly breaker?: BreakerState;
}

export interface OperateTick {
  /** When the stretch ended, in milliseconds since 1970. */
  readonly at: number;
  /** By `port/provider`; what was not called and has no breaker is left out. */
  readonly ports: Readonly<Record<string, PortSample>>;
}

/** Something that a person who watches wants to be told. */
export interface Happening {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly kind: 'breaker' | 'fault' | 'run' | 'composition';
  readonly tone: 'good' | 'warn' | 'bad' | 'neutral';
  readonly text: string;
}

/** `GET /api/operate`: the latest fifteen minutes. */
export interface OperateView {
  /** How long a stretch is, in milliseconds. */
  readonly everyMs: number;
  /** Oldest first. */
  readonly ticks: readonly OperateTick[];
  readonly happenings: readonly Happening[];
}
