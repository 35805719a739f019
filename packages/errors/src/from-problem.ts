import { InfraError, type ErrorDetails } from '@infra/core';
import { MEMBERS } from './problem.js';
import { codeOfStatus, isCode } from './status.js';

export interface FromProblemOptions {
  /** Who answered. Default: what the problem says, else `http`. */
  readonly provider?: string | undefined;
  /** What was attempted. Default: what the problem says, else `request`. */
  readonly operation?: string | undefined;
  /** The status of the response; the one in the problem is only what its author believed. */
  readonly status?: number | undefined;
  /** When to come back, in milliseconds, where a header says so and the problem does not. */
  readonly retryAfterMs?: number | undefined;
}

type Members = Readonly<Record<string, unknown>>;

const MAX_MESSAGE = 8_192;

/**
 * The error that a problem document tells of. Its `code` is taken where it is one of ours, else it follows from the status;
 * members that RFC 9457 does not know become `details`. Takes the parsed JSON, whatever that is: what is no problem
 * document gives an error that says so. Never throws.
 */
export function fromProblem(problem: unknown, options: FromProblemOptions = {}): InfraError {
  try {
    return isMembers(problem) ? errorOf(problem, options) : noProblem(describe(problem), options);
  } catch {
    return noProblem('something that cannot be read', options);
  }
}

function errorOf(problem: Members, options: FromProblemOptions): InfraError {
  const { type, title, detail, retryable } = problem;
  const status = statusOf(options.status) ?? statusOf(problem['status']);
  if (status === undefined && !isCode(problem['code']) && textOf(type) === undefined && textOf(title) === undefined) {
    return noProblem('an object without type, title, status or code', options);
  }
  const code = isCode(problem['code']) ? problem['code'] : codeOfStatus(status ?? 500);
  const details = detailsOf(problem);
  return new InfraError({
    code,
    message: textOf(detail) ?? textOf(title) ?? (status === undefined ? `a problem: ${code}` : `HTTP ${status}`),
    provider: options.provider ?? textOf(problem['provider']) ?? 'http',
    operation: options.operation ?? textOf(problem['operation']) ?? 'request',
    retryable: typeof retryable === 'boolean' ? retryable : undefined,
    retryAfterMs: delayOf(problem['retryAfterMs']) ?? delayOf(options.retryAfterMs),
    details,
  });
}

/** What answered is known, or what it meant by it: not both. */
function noProblem(
  what: string,
  { provider = 'http', operation = 'request', status, retryAfterMs }: FromProblemOptions,
): InfraError {
  const known = statusOf(status);
  return new InfraError({
    code: known === undefined ? 'internal' : codeOfStatus(known),
    message: `${known === undefined ? '' : `HTTP ${known}: `}expected problem details (RFC 9457), got ${what}`,
    provider,
    operation,
    retryAfterMs: delayOf(retryAfterMs),
    details: known === undefined ? undefined : { status: known },
  });
}

function detailsOf(problem: Members): ErrorDetails | undefined {
  const extensions = Object.entries(problem).filter(([key]) => !MEMBERS.has(key));
  const { details } = problem;
  // Ours are an object; what others call `details` may be anything.
  const clashing: readonly (readonly [string, unknown])[] = isMembers(details)
    ? Object.entries(details)
    : details === undefined
      ? []
      : [['details', details]];
  const all = [...extensions, ...clashing];
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, MAX_MESSAGE) : undefined;
}

function statusOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 100 && value <= 599 ? value : undefined;
}

function delayOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
