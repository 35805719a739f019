import { Agent as HttpAgent, request as requestHttp, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { err, ok, type AsyncResult, type Clock } from '@infra/core';
import { cancelled, requestError, statusError, timedOut } from './errors.js';

export interface CollectorOptions {
  readonly endpoint: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly ca: string | Buffer | readonly (string | Buffer)[] | undefined;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** An answer says how many spans were refused, no more: what is longer is not read. */
const MAX_ANSWER_BYTES = 65_536;

/** A day: whoever asks for more is not waited for that long. */
const MAX_RETRY_AFTER_MS = 86_400_000;

/**
 * Sends requests to one collector. Own code, because the exporter of the SDK waits between its attempts on timers that hold the
 * process and that nothing ends, takes its settings from the environment as well, and puts the collector's answer into its errors.
 */
export class Collector {
  private readonly options: CollectorOptions;
  private readonly agent: HttpAgent | HttpsAgent;

  constructor(options: CollectorOptions) {
    this.options = options;
    const { ca } = options;
    const alive = { keepAlive: true, maxSockets: 2 };
    this.agent =
      options.endpoint.protocol === 'https:'
        ? new HttpsAgent({
            ...alive,
            ...(ca === undefined ? undefined : { ca: typeof ca === 'object' && !Buffer.isBuffer(ca) ? [...ca] : ca }),
          })
        : new HttpAgent(alive);
  }

  /** One request, once: the body of the collector's answer. Whatever goes wrong is an error, and nothing is thrown. */
  send(operation: string, body: Uint8Array, signal: AbortSignal | undefined, isRepeated = false): AsyncResult<Buffer> {
    const { endpoint, headers, timeoutMs, clock } = this.options;
    if (signal?.aborted === true) return Promise.resolve(err(cancelled(operation, signal.reason)));
    return new Promise((resolve) => {
      const send = endpoint.protocol === 'https:' ? requestHttps : requestHttp;
      let isSettled = false;
      const settle = (result: Awaited<AsyncResult<Buffer>>): void => {
        isSettled = true;
        stopTimer();
        signal?.removeEventListener('abort', onAbort);
        resolve(result);
        if (!result.ok) request.destroy();
      };
      const request = send(endpoint, {
        method: 'POST',
        agent: this.agent,
        headers: {
          ...headers,
          'content-type': 'application/x-protobuf',
          'content-length': body.byteLength,
        },
      });
      const onAbort = (): void => settle(err(cancelled(operation, signal?.reason)));
      const stopTimer = clock.schedule(timeoutMs, () => settle(err(timedOut(operation, timeoutMs))));
      signal?.addEventListener('abort', onAbort, { once: true });
      request.on('error', (cause) => {
        // The collector closed a connection that was kept just as it was taken again: it has not seen the request.
        if (request.reusedSocket && !isRepeated && 'code' in cause && cause.code === 'ECONNRESET' && !isSettled) {
          stopTimer();
          signal?.removeEventListener('abort', onAbort);
          resolve(this.send(operation, body, signal, true));
        } else settle(err(requestError(operation, cause)));
      });
      request.on('response', (response) => {
        readAnswer(response).then(
          (answer) => {
            const status = response.statusCode ?? 0;
            if (status >= 200 && status < 300) settle(ok(answer));
            else settle(err(statusError(operation, status, retryAfterMs(response, clock))));
          },
          (cause: unknown) => settle(err(requestError(operation, cause))),
        );
      });
      request.end(body);
    });
  }

  /** Ends every connection. */
  close(): void {
    this.agent.destroy();
  }
}

async function readAnswer(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) return Buffer.alloc(0);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Seconds or a date. https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
function retryAfterMs({ headers }: IncomingMessage, clock: Clock): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - clock.now().getTime();
  return Number.isNaN(ms) ? undefined : Math.min(MAX_RETRY_AFTER_MS, Math.max(0, ms));
}
