/** A JSON answer that nobody keeps. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  });
}

/** The same answer without its body, as HEAD wants it. */
export function withoutBody(response: Response): Response {
  return new Response(null, { status: response.status, headers: response.headers });
}

/** The response with these headers: itself where they can be changed, else a copy (redirects, what `fetch` returned). */
export function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  const entries = Object.entries(headers);
  try {
    for (const [name, value] of entries) response.headers.set(name, value);
    return response;
  } catch {
    return copyWith(response, entries);
  }
}

function copyWith(response: Response, entries: readonly (readonly [string, string])[]): Response {
  try {
    const copy = new Response(response.body, response);
    for (const [name, value] of entries) copy.headers.set(name, value);
    return copy;
  } catch {
    // `Response.error()`, and a status that no response may be made with: they go as they are.
    return response;
  }
}
