import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { InfraError, OnError } from '@infra/core';
import { createReporter } from '@internal/redaction';
import { errors } from '../errors.js';
import type { FetchHandler } from '../http/handler.js';
import { json } from '../http/responses.js';
import { toFetchRequest } from './fetch-request.js';

export interface NodeListenerOptions {
  /** Told what a handler threw and why a body broke off. Default: nobody. */
  readonly onError?: OnError | undefined;
}

/** What `http.createServer`, `https.createServer` and `app.use` of Express take. */
export type NodeListener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * A Fetch handler for `node:http` and Express. Bodies are streamed both ways under back-pressure, and the request's signal aborts when
 * the client goes away. A handler that throws gives a 500 without details, a request that is none a 400; a body that
 * fails half-way ends the connection, so that the client notices.
 */
export function toNodeListener(handler: FetchHandler, options: NodeListenerOptions = {}): NodeListener {
  const report = createReporter(options.onError);
  return (message, response) => {
    void serve(handler, message, response, report);
  };
}

async function serve(
  handler: FetchHandler,
  message: IncomingMessage,
  response: ServerResponse,
  report: (error: InfraError) => void,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  try {
    await send(await answer(handler, message, gone.signal, report), message, response);
  } catch (cause) {
    // A reader who left is no fault of anybody's.
    if (!isLeaving(cause)) report(errors.threw('listener.body', cause));
    // Too late to say that it went wrong: the connection says it.
    if (response.headersSent || response.destroyed) response.destroy();
    else refuse(response);
  }
}

async function answer(
  handler: FetchHandler,
  message: IncomingMessage,
  signal: AbortSignal,
  report: (error: InfraError) => void,
): Promise<Response> {
  let request: Request;
  try {
    request = toFetchRequest(message, signal);
  } catch {
    return json(400, { error: 'bad request' });
  }
  try {
    const response = await handler(request, { remoteAddress: message.socket.remoteAddress });
    // `Response.error()`, which is nothing that can be sent.
    if (response.status === 0) throw new TypeError('The handler answered with a network error.');
    return response;
  } catch (cause) {
    if (!signal.aborted) report(errors.threw('listener.handle', cause));
    return json(500, { error: 'internal' });
  }
}

async function send(from: Response, message: IncomingMessage, to: ServerResponse): Promise<void> {
  to.statusCode = from.status;
  for (const [name, value] of from.headers) if (isForClient(name, value)) to.setHeader(name, value);
  const cookies = from.headers.getSetCookie();
  if (cookies.length > 0) to.setHeader('set-cookie', cookies);
  if (from.body === null || message.method === 'HEAD') {
    to.end();
    await from.body?.cancel();
    return;
  }
  await pipeline(from.body, to);
}

/** How the connection goes on and the body is framed is for this server to say, whatever a response from elsewhere said. */
function isForClient(name: string, value: string): boolean {
  if (name === 'connection') return value.toLowerCase() === 'close';
  return name !== 'set-cookie' && name !== 'keep-alive' && name !== 'transfer-encoding';
}

function refuse(response: ServerResponse): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.statusCode = 500;
  response.end();
}

function isLeaving(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
