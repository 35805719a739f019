import type { Problem } from '../../../src/contract.js';

/** What the server answered when it did not do what it was asked: `message` is for people. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string';
}

/** Asks the server, and throws an `ApiError` for any answer but success. The answer's type is the contract's word. */
export async function request<T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api${path}`, {
      method,
      ...(body === undefined
        ? undefined
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch {
    throw new ApiError(0, 'The playground does not answer. Is its terminal still open?');
  }
  const answer: unknown = await response.json();
  if (response.ok) return answer as T;
  throw new ApiError(response.status, isProblem(answer) ? answer.detail : response.statusText);
}
