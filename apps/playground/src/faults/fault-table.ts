import type { Fault } from '../contract.js';

interface NumberSpec {
  /** As on the command line. */
  readonly word: string;
  readonly field: 'latencyMs' | 'jitterMs' | 'errorPercent' | 'resetAfterS';
  readonly max: number;
}

/** The numbers of a fault, each from 0 to its limit. */
export const faultNumbers: readonly NumberSpec[] = [
  { word: 'latency', field: 'latencyMs', max: 60_000 },
  { word: 'jitter', field: 'jitterMs', max: 60_000 },
  { word: 'errors', field: 'errorPercent', max: 100 },
  { word: 'for', field: 'resetAfterS', max: 3_600 },
];

/** Nothing is wrong; whatever is made of it ends after a minute. */
export const noFault: Fault = {
  latencyMs: 0,
  jitterMs: 0,
  errorPercent: 0,
  code: 'unavailable',
  hang: false,
  resetAfterS: 60,
};

/** Whether it changes anything. */
export function isHarmless({ latencyMs, jitterMs, errorPercent, hang }: Fault): boolean {
  return latencyMs === 0 && jitterMs === 0 && errorPercent === 0 && !hang;
}
