import type { Health } from '@infra/core';

/** From this part of the limit on it is `degraded`: somebody should look before it is `down`. */
const WARNING_AT = 0.9;

/** One measured value and what it may be. */
export interface Reading {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: 'bytes' | 'ms' | 'cores';
}

/** The worst of the readings. */
export function judge(readings: readonly Reading[], details: Readonly<Record<string, number>>): Health {
  const over = readings.filter(({ value, limit }) => value > limit);
  const near = readings.filter(({ value, limit }) => value > limit * WARNING_AT);
  const status = over.length > 0 ? 'down' : near.length > 0 ? 'degraded' : 'up';
  const reason = (over.length > 0 ? over : near)
    .map(({ what, value, limit, unit }) => `${what} is ${round(value)} of ${round(limit)} ${unit}`)
    .join('; ');
  return { status, latencyMs: 0, ...(reason === '' ? undefined : { reason }), details };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
