import type { InfraErrorCode } from '@infra/core';

/** The status of each code, and what it is called: the one table. */
const STATUS: Readonly<Record<InfraErrorCode, readonly [status: number, title: string]>> = {
  validation: [400, 'Bad Request'],
  unauthenticated: [401, 'Unauthorized'],
  forbidden: [403, 'Forbidden'],
  not_found: [404, 'Not Found'],
  conflict: [409, 'Conflict'],
  rate_limited: [429, 'Too Many Requests'],
  cancelled: [499, 'Client Closed Request'],
  internal: [500, 'Internal Server Error'],
  unknown_outcome: [500, 'Internal Server Error'],
  unsupported: [501, 'Not Implemented'],
  unavailable: [503, 'Service Unavailable'],
  timeout: [504, 'Gateway Timeout'],
};

/** What others answer beside these. */
const CODES: ReadonlyMap<number, InfraErrorCode> = new Map([
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [405, 'unsupported'],
  [407, 'unauthenticated'],
  [408, 'timeout'],
  [409, 'conflict'],
  [410, 'not_found'],
  [412, 'conflict'],
  [423, 'conflict'],
  [425, 'unavailable'],
  [429, 'rate_limited'],
  [499, 'cancelled'],
  [501, 'unsupported'],
  [502, 'unavailable'],
  [503, 'unavailable'],
  [504, 'timeout'],
] satisfies readonly (readonly [number, InfraErrorCode])[]);

/** The HTTP status that says what a code says. `unknown_outcome` has none of its own: it is 500, and its code tells. */
export function httpStatus(code: InfraErrorCode): number {
  return STATUS[code][0];
}

export function titleOf(code: InfraErrorCode): string {
  return STATUS[code][1];
}

/** What a status says. One of 4xx that is not known is a wrong request (`validation`), any other is `internal`. */
export function codeOfStatus(status: number): InfraErrorCode {
  return CODES.get(status) ?? (status >= 400 && status < 500 ? 'validation' : 'internal');
}

export function isCode(value: unknown): value is InfraErrorCode {
  return typeof value === 'string' && Object.hasOwn(STATUS, value);
}
