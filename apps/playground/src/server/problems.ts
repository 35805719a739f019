import type { Problem } from '../contract.js';

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request is not understood',
  403: 'Not from here',
  404: 'Not found',
  405: 'Not with this method',
  409: 'Not now',
  413: 'Too large',
  415: 'JSON is needed',
  421: 'Not for this server',
  422: 'The request makes no sense',
  500: 'A bug in the playground',
  503: 'Something that is needed is missing',
};

/** An answer as RFC 9457 has it. `detail` is for people: what was wrong, and what to do. */
export function problem(
  status: number,
  detail: string,
  errors?: Problem['errors'],
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body: Problem = {
    type: 'about:blank',
    title: TITLES[status] ?? 'Failed',
    status,
    detail,
    ...(errors === undefined ? undefined : { errors }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
}
