import { InfraError, type ErrorDetails, type InfraErrorCode } from '@infra/core';
import { httpStatus, isCode, titleOf } from './status.js';

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

/** Problem details as RFC 9457 has them; what the error's `details` hold are further members. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance?: string;
  readonly code: InfraErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  /** Details that are named like a member above. */
  readonly details?: ErrorDetails;
  readonly [extension: string]: unknown;
}

export interface ProblemOptions {
  /** What `type` begins with; the code follows: `https://example.com/problems/`. Default: every type is `about:blank`. */
  readonly typeBase?: string | undefined;
  /** The URI of this occurrence: the path of the request, `urn:uuid:…`. Default: none. */
  readonly instance?: string | undefined;
  /**
   * For development: adds `stack`, `provider` and `operation`, and for `internal` its message and details. Default: false,
   * and then none of these leaves the process.
   */
  readonly includeStack?: boolean | undefined;
}

/** Members with a meaning of their own, which a detail must not take. */
export const MEMBERS: ReadonlySet<string> = new Set([
  ...['type', 'title', 'status', 'detail', 'instance', 'code', 'retryable', 'retryAfterMs', 'details'],
  ...['provider', 'operation', 'stack', 'cause'],
]);

/**
 * An error as a client may see it: never its cause, and of an `internal` error nothing but that it happened. Anything that
 * is no `InfraError` is `internal`. Never throws; details that are no JSON are left out.
 */
export function toProblem(error: unknown, { typeBase, instance, includeStack = false }: ProblemOptions = {}): Problem {
  const { code, message, retryable, retryAfterMs, details, provider, operation, stack } = knownError(error);
  const isShown = code !== 'internal' || includeStack;
  return {
    ...(isShown ? membersOf(details) : undefined),
    type: typeBase === undefined ? 'about:blank' : `${typeBase}${code}`,
    title: titleOf(code),
    status: httpStatus(code),
    ...(isShown ? { detail: message } : undefined),
    ...(instance === undefined ? undefined : { instance }),
    code,
    retryable,
    ...(retryAfterMs === undefined ? undefined : { retryAfterMs }),
    ...(includeStack ? { provider, operation, stack } : undefined),
  };
}

export interface ProblemResponseOptions extends ProblemOptions {
  /** More headers, such as `WWW-Authenticate`. They do not replace the content type. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The same as a Fetch `Response`, with `Retry-After` where the error says when. */
export function toResponse(error: unknown, options: ProblemResponseOptions = {}): Response {
  const problem = toProblem(error, options);
  const headers = new Headers(options.headers);
  headers.set('content-type', PROBLEM_CONTENT_TYPE);
  const { retryAfterMs } = problem;
  if (retryAfterMs !== undefined && Number.isFinite(retryAfterMs)) {
    headers.set('retry-after', String(Math.max(0, Math.ceil(retryAfterMs / 1_000))));
  }
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

/** An error whose code another version of core knows, or one that cannot even be looked at, is a bug here. */
function knownError(error: unknown): InfraError {
  try {
    const known = InfraError.from(error);
    if (isCode(known.code)) return known;
  } catch {
    // A Proxy that throws.
  }
  const message = 'something was thrown that is no error';
  return new InfraError({ code: 'internal', message, provider: 'application', operation: 'call', cause: error });
}

function membersOf(details: ErrorDetails | undefined): ErrorDetails | undefined {
  if (details === undefined) return undefined;
  try {
    const entries = Object.entries(JSON.parse(JSON.stringify(details)) as ErrorDetails);
    const clashing = entries.filter(([key]) => MEMBERS.has(key));
    return {
      ...Object.fromEntries(entries.filter(([key]) => !MEMBERS.has(key))),
      ...(clashing.length === 0 ? undefined : { details: Object.fromEntries(clashing) }),
    };
  } catch {
    return undefined;
  }
}
