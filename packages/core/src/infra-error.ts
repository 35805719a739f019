/**
 * Every way infrastructure fails, as a closed set: act on it, never on message text or `instanceof`.
 *
 * | code | meaning |
 * |---|---|
 * | `validation` | the input was wrong; sending it again will not help |
 * | `unauthenticated` | who is calling is not known (credentials missing, wrong or expired) |
 * | `forbidden` | who is calling is known and may not do this |
 * | `not_found` | what the operation needs is not there (plain absence is a value, `undefined`) |
 * | `conflict` | the state is not the one that the operation expects (a version, a unique key) |
 * | `rate_limited` | too many calls; `retryAfterMs` says when to come back |
 * | `internal` | a bug here, in the provider, or in the caller's own function |
 * | `unsupported` | this provider cannot do it |
 * | `unavailable` | the provider cannot be reached or refuses work now |
 * | `timeout` | no answer within the deadline |
 * | `cancelled` | the caller's signal aborted it: never retried, never counted as a failure |
 * | `unknown_outcome` | it may have happened: a COMMIT without an answer |
 */
export type InfraErrorCode =
  | 'validation'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'rate_limited'
  | 'internal'
  | 'unsupported'
  | 'unavailable'
  | 'timeout'
  | 'cancelled'
  | 'unknown_outcome';

/** Details a program may read. Plain data, never a secret. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

export interface InfraErrorOptions {
  readonly code: InfraErrorCode;
  /** What was wrong, with what value (never a secret), and what to do. */
  readonly message: string;
  /** Who reports it: `redis`, `stripe`, `memory`. */
  readonly provider: string;
  /** What was attempted, as `port.operation`: `cache.get`. */
  readonly operation: string;
  /** Whether the same call may succeed later. Default: true for `rate_limited`, `unavailable` and `timeout`. */
  readonly retryable?: boolean | undefined;
  /** How long to wait before the next try, in milliseconds, where the provider said so. */
  readonly retryAfterMs?: number | undefined;
  readonly details?: ErrorDetails | undefined;
  /** What the provider threw, untouched. */
  readonly cause?: unknown;
}

/** The form that crosses a wire or enters a log line: no stack and no cause, for either may hold a secret. */
export interface InfraErrorJson {
  readonly name: string;
  readonly code: InfraErrorCode;
  readonly message: string;
  readonly provider: string;
  readonly operation: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly details?: ErrorDetails;
}

/** A string, not a symbol or a class: two copies of core, ESM beside CJS, recognise each other's errors by it. */
const BRAND = '@infra/error';

function isRetryable(code: InfraErrorCode): boolean {
  return code === 'rate_limited' || code === 'unavailable' || code === 'timeout';
}

function setStackTraceLimit(limit: number): void {
  try {
    Error.stackTraceLimit = limit;
  } catch {
    // Under --frozen-intrinsics the limit cannot be set; the error then costs a stack, and is right all the same.
  }
}

/**
 * The error side of every infrastructure call.
 *
 * An expected failure (every code but `internal`) captures no stack of its own: that is what makes an error as cheap
 * as a value. Its `cause` keeps the stack that it had.
 */
export class InfraError extends Error {
  // Declared, not defined: a field that is absent leaves no property behind.
  /** What `isInfraError` looks for. */
  declare readonly '@infra/error': true;
  declare readonly code: InfraErrorCode;
  declare readonly retryable: boolean;
  declare readonly provider: string;
  declare readonly operation: string;
  declare readonly retryAfterMs?: number;
  declare readonly details?: ErrorDetails;

  constructor(options: InfraErrorOptions) {
    const { code, message, cause, retryable, retryAfterMs, details } = options;
    const limit = Error.stackTraceLimit;
    if (code !== 'internal') setStackTraceLimit(0);
    super(message, cause === undefined ? undefined : { cause });
    if (code !== 'internal') setStackTraceLimit(limit);
    this.name = 'InfraError';
    this['@infra/error'] = true;
    this.code = code;
    this.retryable = retryable ?? isRetryable(code);
    this.provider = options.provider;
    this.operation = options.operation;
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
    if (details !== undefined) this.details = details;
  }

  /** What something thrown is: an `InfraError` stays what it is, anything else becomes `internal` with it as the cause. */
  static from(cause: unknown, provider = 'application', operation = 'call'): InfraError {
    if (isInfraError(cause)) return cause;
    const reason =
      cause instanceof Error ? cause.message : typeof cause === 'string' ? cause : `a thrown ${typeof cause}`;
    return new InfraError({ code: 'internal', message: `${operation} failed: ${reason}`, provider, operation, cause });
  }

  toJSON(): InfraErrorJson {
    const { name, code, message, provider, operation, retryable, retryAfterMs, details } = this;
    return {
      name,
      code,
      message,
      provider,
      operation,
      retryable,
      ...(retryAfterMs === undefined ? undefined : { retryAfterMs }),
      ...(details === undefined ? undefined : { details }),
    };
  }
}

/** Whether something caught is an `InfraError`, made by this copy of core or by any other. */
export function isInfraError(candidate: unknown): candidate is InfraError {
  return typeof candidate === 'object' && candidate !== null && BRAND in candidate && candidate[BRAND] === true;
}

/** Whether the failure belongs to normal operation: everything but `internal`, which is a bug to be fixed. */
export function isOperational(error: InfraError): boolean {
  return error.code !== 'internal';
}
