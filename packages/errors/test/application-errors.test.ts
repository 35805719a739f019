import { err, isInfraError, isOperational, match, ok, type InfraErrorCode, type Result } from '@infra/core';
import { describe, expect, test } from 'vitest';
import {
  AuthenticationError,
  AuthorizationError,
  BusinessRuleError,
  ConflictError,
  ExternalServiceError,
  InternalError,
  NotFoundError,
  RateLimitError,
  TimeoutError,
  ValidationError,
} from '../src/index.js';

const ALL = [
  [ValidationError, 'ValidationError', 'validation', false],
  [AuthenticationError, 'AuthenticationError', 'unauthenticated', false],
  [AuthorizationError, 'AuthorizationError', 'forbidden', false],
  [NotFoundError, 'NotFoundError', 'not_found', false],
  [ConflictError, 'ConflictError', 'conflict', false],
  [BusinessRuleError, 'BusinessRuleError', 'conflict', false],
  [RateLimitError, 'RateLimitError', 'rate_limited', true],
  [ExternalServiceError, 'ExternalServiceError', 'unavailable', true],
  [TimeoutError, 'TimeoutError', 'timeout', true],
  [InternalError, 'InternalError', 'internal', false],
] as const;

describe.each(ALL)('%o', (Class, name, code, retryable) => {
  test('is an InfraError with its own name, code and way of retrying', () => {
    const cause = new Error('why');
    const error = new Class('no', { operation: 'orders.place', details: { a: 1 }, cause });
    expect(isInfraError(error)).toBe(true);
    expect(error).toMatchObject({ name, code, retryable, message: 'no', provider: 'application', cause });
    expect([error.operation, error.details]).toEqual(['orders.place', { a: 1 }]);
    expect(String(error)).toBe(`${name}: no`);
  });

  test('travels in a Result and is told by its code', () => {
    const result: Result<number> = Math.random() > 2 ? ok(1) : err(new Class('no'));
    expect(match(result, { ok: () => 'ok', err: (error): InfraErrorCode => error.code })).toBe(code);
  });

  test('has defaults, and captures a stack only for a bug', () => {
    const error = new Class('no');
    expect([error.provider, error.operation, 'details' in error, 'cause' in error]).toEqual(['application', 'call', false, false]); // prettier-ignore
    expect(error.stack?.includes('\n    at ')).toBe(!isOperational(error));
  });
});

test('what is special to one is a property and a detail', () => {
  const issues = [{ path: '/items/0', message: 'must not be empty' }];
  const validation = new ValidationError('wrong', { issues, details: { form: 'order' } });
  expect([validation.issues, validation.details]).toEqual([issues, { form: 'order', issues }]);
  expect(new ValidationError('wrong').issues).toEqual([]);
  const rule = new BusinessRuleError('no', { rule: 'credit-limit' });
  expect([rule.rule, rule.details]).toEqual(['credit-limit', { rule: 'credit-limit' }]);
  const service = new ExternalServiceError('no', { service: 'billing', retryable: false });
  expect([service.service, service.details, service.retryable]).toEqual(['billing', { service: 'billing' }, false]);
  expect(new RateLimitError('slow down', { retryAfterMs: 1_500 }).retryAfterMs).toBe(1_500);
});
