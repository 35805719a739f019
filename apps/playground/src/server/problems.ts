import { PROBLEM_CONTENT_TYPE, httpStatus } from '@infra/errors';
import type { InfraError, InfraErrorCode } from '@infra/core';
import type { Problem } from '../contract.js';

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request is not understood',
  403: 'Not from here',
  404: 'Not found',
  405: 'Not with this method',
  409: 'Not now',
  413: 'Too large',
  415: 'Not as this type',
  421: 'Not for this server',
  422: 'The request makes no sense',
  499: 'The asker has gone',
  500: 'A bug in the playground',
  501: 'This provider cannot do that',
  503: 'Something that is needed is missing',
  504: 'No answer in time',
};

/** An answer as RFC 9457 has it. `detail` is for people: what was wrong, and what to do. */
export function problem(
  status: number,
  detail: string,
  errors?: Problem['errors'],
  headers: Readonly<Record<string, string>> = {},
  more: Pick<Problem, 'code' | 'advice'> = {},
): Response {
  const body: Problem = {
    type: 'about:blank',
    title: TITLES[status] ?? 'Failed',
    status,
    detail,
    ...more,
    ...(errors === undefined ? undefined : { errors }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': PROBLEM_CONTENT_TYPE, ...headers },
  });
}

/** What to do about a failure of a port. */
const ADVICE: Readonly<Record<InfraErrorCode, string>> = {
  validation: 'Change what was sent, as the message says.',
  unauthenticated: 'Look at the keys that the playground was started with.',
  forbidden: 'Allow it where the provider decides who may do what, or apply another provider.',
  not_found: 'Look whether it is still there; if not, make it again.',
  conflict: 'Choose another name, or say that what is there may be replaced.',
  rate_limited: 'Wait a little, then try again.',
  cancelled: 'Try again.',
  internal: 'The terminal shows the cause.',
  unknown_outcome: 'It may have happened: look before you try again.',
  unsupported: 'Apply a provider that can do it, in Compose.',
  unavailable: 'Look at the health of the port in Compose, then try again, or apply another provider.',
  timeout: 'Try again; if it stays, look at the health of the port in Compose.',
};

/** A failure of a port: its code, what it says, and what to do. */
export function problemOfPort({ code, message, details }: InfraError): Response {
  return problem(httpStatus(code), message, issuesIn(details?.['issues']), {}, { code, advice: ADVICE[code] });
}

/** What a schema found wrong, and where. */
function issuesIn(issues: unknown): Problem['errors'] {
  if (!Array.isArray(issues)) return undefined;
  return issues.flatMap((issue: unknown) => {
    if (typeof issue !== 'object' || issue === null || !('message' in issue)) return [];
    const path = 'path' in issue ? issue.path : '';
    return [{ path: Array.isArray(path) ? path.join('.') : String(path), message: String(issue.message) }];
  });
}
