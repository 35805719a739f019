import { InfraError, type ErrorDetails, type InfraErrorCode } from '@infra/core';

export interface ApplicationErrorOptions {
  /** Who reports it. Default: `application`. */
  readonly provider?: string | undefined;
  /** What was attempted, as `orders.place`. Default: `call`. */
  readonly operation?: string | undefined;
  /** Whether the same call may succeed later. Default: true for `rate_limited`, `unavailable` and `timeout`. */
  readonly retryable?: boolean | undefined;
  /** How long to wait before the next try, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** What a program may read, and a client may see. Plain data, never a secret. */
  readonly details?: ErrorDetails | undefined;
  readonly cause?: unknown;
}

/** One thing that is wrong with the input. */
export interface ValidationIssue {
  /** Where, as a JSON pointer: `/items/0/price`; `''` is the whole. */
  readonly path: string;
  /** What is wrong and what would be right. Never the value where that may be a secret. */
  readonly message: string;
}

/** What the ten have in common: an `InfraError` with a name of its own, that a `Result` carries like any other. */
abstract class ApplicationError extends InfraError {
  constructor(
    name: string,
    code: InfraErrorCode,
    message: string,
    options: ApplicationErrorOptions,
    own?: ErrorDetails,
  ) {
    const { provider = 'application', operation = 'call', details, ...rest } = options;
    const all = own === undefined ? details : { ...details, ...own };
    super({ ...rest, code, message, provider, operation, details: all });
    this.name = name;
  }
}

/** `validation`: the input is wrong, and here is where. */
export class ValidationError extends ApplicationError {
  declare readonly issues: readonly ValidationIssue[];

  constructor(
    message: string,
    options: ApplicationErrorOptions & { readonly issues?: readonly ValidationIssue[] } = {},
  ) {
    const { issues = [], ...rest } = options;
    super('ValidationError', 'validation', message, rest, issues.length === 0 ? undefined : { issues });
    this.issues = issues;
  }
}

/** `unauthenticated`: nobody knows who is calling. */
export class AuthenticationError extends ApplicationError {
  constructor(message: string, options: ApplicationErrorOptions = {}) {
    super('AuthenticationError', 'unauthenticated', message, options);
  }
}

/** `forbidden`: who is calling is known, and may not. */
export class AuthorizationError extends ApplicationError {
  constructor(message: string, options: ApplicationErrorOptions = {}) {
    super('AuthorizationError', 'forbidden', message, options);
  }
}

/** `not_found`: what the call is about does not exist. */
export class NotFoundError extends ApplicationError {
  constructor(message: string, options: ApplicationErrorOptions = {}) {
    super('NotFoundError', 'not_found', message, options);
  }
}

/** `conflict`: somebody else was first (a version, a unique name). */
export class ConflictError extends ApplicationError {
  constructor(message: string, options: ApplicationErrorOptions = {}) {
    super('ConflictError', 'conflict', message, options);
  }
}

/** `conflict` as well: the input is sound, and a rule of the business forbids it now. `rule` names the rule. */
export class BusinessRuleError extends ApplicationError {
  declare readonly rule?: string;

  constructor(message: string, options: ApplicationErrorOptions & { readonly rule?: string } = {}) {
    const { rule, ...rest } = options;
    super('BusinessRuleError', 'conflict', message, rest, rule === undefined ? undefined : { rule });
    if (rule !== undefined) this.rule = rule;
  }
}

/** `rate_limited`: too many calls; `retryAfterMs` says when to come back. */
export class RateLimitError extends ApplicationError {
  constructor(message: string, options: ApplicationErrorOptions = {}) {
    super('RateLimitError', 'rate_limited', message, options);
  }
}

/** `unavailable`: a service that this one needs does not do its work. `service` names it. */
export class ExternalServiceError extends ApplicationError {
  declare readonly service?: string;

  constructor(message: string, options: ApplicationErrorOptions & { readonly service?: string } = {}) {
    const { service, ...rest } = options;
    super('ExternalServiceError', 'unavailable', message, rest, service === undefined ? undefined : { service });
    if (service !== undefined) this.service = service;
  }
}

/** `timeout`: no answer within the deadline. */
export class TimeoutError extends ApplicationError {
  constructor(message: string, options: ApplicationErrorOptions = {}) {
    super('TimeoutError', 'timeout', message, options);
  }
}

/** `internal`: a bug. The only one that captures a stack, and whose message no client sees. */
export class InternalError extends ApplicationError {
  constructor(message: string, options: ApplicationErrorOptions = {}) {
    super('InternalError', 'internal', message, options);
  }
}
