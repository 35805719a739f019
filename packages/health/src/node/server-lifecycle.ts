import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { err, ok, type Clock, type Lifecycle, type Result } from '@infra/core';
import { systemClock } from '@internal/clock';
import { errors } from '../errors.js';

export interface ServerLifecycleOptions {
  /**
   * Asked at every response: whether to end its connection with it, so that clients come back through the load balancer before the
   * server closes. Default: only while it closes.
   *
   * @example stopping: () => health.state !== 'running'
   */
  readonly stopping?: (() => boolean) | undefined;
  /** Default: the time of this machine. */
  readonly clock?: Clock | undefined;
}

/**
 * Closes a server of `node:http` or `node:https` as an app wants it: no new connections, running requests end, keep-alive
 * connections close with `Connection: close` on their last response, and what is left at the deadline is cut off,
 * upgraded sockets included; that is a `timeout`, which says how many. Without this a keep-alive connection holds `server.close()`.
 *
 * Make it before the server has connections: it knows those that it saw begin.
 *
 * @example createApp().add('server', () => serverLifecycle(server, { stopping: () => health.state !== 'running' }))
 */
export function serverLifecycle(server: Server, options: ServerLifecycleOptions = {}): Lifecycle {
  const { clock = systemClock, stopping = () => false } = options;
  const sockets = new Set<Socket>();
  const busy = new Set<ServerResponse>();
  let closing: Promise<Result<void>> | undefined;

  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // First of all listeners: the headers are not sent yet.
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    busy.add(response);
    response.once('close', () => {
      busy.delete(response);
      if (closing !== undefined) setImmediate(() => server.closeIdleConnections());
    });
    if (closing !== undefined || isStopping()) endConnectionWith(response);
  });

  function isStopping(): boolean {
    try {
      return stopping();
    } catch {
      return false;
    }
  }

  function closeAll(deadlineMs: number): Promise<Result<void>> {
    return new Promise((resolve) => {
      const cancel = clock.schedule(deadlineMs, () => {
        const left = sockets.size;
        for (const socket of sockets) socket.destroy();
        resolve(err(errors.cutOff(left, deadlineMs)));
      });
      // Its only error says that it was not listening, and then there is nothing to wait for.
      server.close(() => {
        cancel();
        resolve(ok());
      });
      for (const response of busy) endConnectionWith(response);
      server.closeIdleConnections();
    });
  }

  function close({ deadlineMs = 5_000 }: { readonly deadlineMs?: number | undefined } = {}): Promise<Result<void>> {
    // A bad deadline must not keep anything open.
    closing ??= closeAll(deadlineMs >= 0 ? Math.min(deadlineMs, 2_147_483_647) : 5_000);
    return closing;
  }

  return {
    close,
    async [Symbol.asyncDispose]() {
      const result = await close();
      if (!result.ok) throw result.error;
    },
  };
}

function endConnectionWith(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
