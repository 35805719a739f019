import type { InfraError } from '@infra/core';
import { fromProblem, type FromProblemOptions } from './from-problem.js';

/** As much of a Fetch `Response` as is needed; undici's and node-fetch's fit. */
export interface ProblemResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

export interface FromResponseOptions extends Omit<FromProblemOptions, 'status' | 'retryAfterMs'> {
  /** What a `Retry-After` that names a date is compared with. Default: the system's time. */
  readonly now?: Date | undefined;
}

/**
 * The error that a response tells of: its problem document, or, where it has none, its status. Never throws or rejects. Reads the
 * whole body: where the other side may send more than fits, limit it first.
 */
export async function fromResponse(response: ProblemResponse, options: FromResponseOptions = {}): Promise<InfraError> {
  const { now = new Date(), ...rest } = options;
  let known: FromProblemOptions = rest;
  try {
    known = { ...rest, status: response.status, retryAfterMs: retryAfterOf(response, now) };
    return fromProblem(parse(await response.text()), known);
  } catch {
    return fromProblem(undefined, known);
  }
}

/** A body that is no JSON stays the text that it is. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Seconds, or a date. */
function retryAfterOf({ headers }: ProblemResponse, now: Date): number | undefined {
  try {
    const value = headers.get('retry-after')?.trim() ?? '';
    if (/^\d+$/.test(value)) return Number(value) * 1_000;
    const date = Date.parse(value);
    return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
  } catch {
    return undefined;
  }
}
