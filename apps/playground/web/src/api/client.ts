import type { Problem } from '../../../src/contract.js';

/** What the server answered when it did not do what it was asked: `message` is for people. */
export class ApiError extends Error {
  readonly status: number;
  /** The code of the port's own error, where one failed. */
  readonly code: string | undefined;
  /** What to do about it. */
  readonly advice: string | undefined;

  constructor(status: number, message: string, { code, advice }: Pick<Problem, 'code' | 'advice'> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.advice = advice;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string';
}

/** Asks the server, and throws an `ApiError` for any answer but success. The answer's type is the contract's word. */
export async function request<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const response = await ask(path, {
    method,
    ...(body === undefined
      ? undefined
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return (await response.json()) as T;
}

/** As `request`, for what is not JSON. */
export async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api${path}`, init);
  } catch {
    throw new ApiError(0, 'The playground does not answer. Is its terminal still open?');
  }
  if (response.ok) return response;
  const answer: unknown = await response.json().catch(() => undefined);
  if (isProblem(answer)) throw new ApiError(response.status, answer.detail, answer);
  throw new ApiError(response.status, response.statusText);
}
