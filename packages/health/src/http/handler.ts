/** What a server knows of the connection that a request came in on. */
export interface Connection {
  /** Who holds the other end: the client, or the proxy before this server. */
  readonly remoteAddress?: string | undefined;
}

/** A Fetch handler, as Hono, Bun, Deno and edge runtimes have it. */
export type FetchHandler = (request: Request, connection?: Connection) => Promise<Response>;

/** What stands before a handler: it may answer itself, change the request, or change the response. */
export type Middleware = (request: Request, next: FetchHandler, connection?: Connection) => Promise<Response>;

/**
 * One middleware out of several, the first one outermost. `next` passes the connection on by itself.
 *
 * @example const handle = (request: Request) => compose(requestMetrics(…), correlation(…))(request, app)
 */
export function compose(...middleware: readonly Middleware[]): Middleware {
  return middleware.reduceRight<Middleware>(
    (inner, outer) => (request, next, connection) =>
      outer(request, (passed, from = connection) => inner(passed, next, from), connection),
    (request, next, connection) => next(request, connection),
  );
}
