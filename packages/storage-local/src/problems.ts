import type { InfraError, InfraErrorCode } from '@infra/core';

const STATUS: Readonly<Record<InfraErrorCode, number>> = {
  validation: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  cancelled: 499,
  rate_limited: 429,
  internal: 500,
  unknown_outcome: 500,
  unsupported: 501,
  unavailable: 503,
  timeout: 504,
};

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  416: 'Range Not Satisfiable',
  499: 'Client Closed Request',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** A failure as RFC 9457 has it. */
export function problem(status: number, detail?: string, headers: Readonly<Record<string, string>> = {}): Response {
  const body = {
    type: 'about:blank',
    title: TITLES[status] ?? 'Internal Server Error',
    status,
    ...(detail && { detail }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  });
}

/** What the storage said. Only what was wrong with the input is told: the rest is about this machine. */
export function problemOf({ code, message }: InfraError): Response {
  return problem(STATUS[code] ?? 500, code === 'validation' ? message : undefined);
}
