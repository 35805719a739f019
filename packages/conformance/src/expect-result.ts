import assert from 'node:assert/strict';
import { isInfraError, type AsyncResult, type InfraError, type InfraErrorCode } from '@infra/core';

/** Waits for a success and gives its value; a failure fails the case and says which. */
export async function expectOk<T>(result: AsyncResult<T>, what: string): Promise<T> {
  const settled = await result;
  assert.ok(settled.ok, `${what}: expected success, got ${settled.ok ? '' : describe(settled.error)}`);
  return settled.value;
}

/** Waits for a failure with this code and gives its error. The promise must resolve: rejecting is a broken promise. */
export async function expectError(
  result: AsyncResult<unknown>,
  code: InfraErrorCode | readonly InfraErrorCode[],
  what: string,
): Promise<InfraError> {
  const settled = await result;
  const codes: readonly InfraErrorCode[] = typeof code === 'string' ? [code] : code;
  assert.ok(!settled.ok, `${what}: expected the error ${codes.join(' or ')}, got success`);
  assert.ok(isInfraError(settled.error), `${what}: the error is no InfraError`);
  assert.ok(
    codes.includes(settled.error.code),
    `${what}: expected ${codes.join(' or ')}, got ${describe(settled.error)}`,
  );
  assert.notEqual(settled.error.provider, '', `${what}: the error names no provider`);
  assert.notEqual(settled.error.operation, '', `${what}: the error names no operation`);
  assert.notEqual(settled.error.message, '', `${what}: the error has no message`);
  return settled.error;
}

function describe(error: unknown): string {
  return isInfraError(error) ? `${error.code}: ${error.message}` : String(error);
}
