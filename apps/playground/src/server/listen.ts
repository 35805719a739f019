import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';

/** Never on another interface: the playground starts servers and runs load for whoever may talk to it. */
const HOST = '127.0.0.1';
const PORTS_TRIED = 50;

export interface Listening {
  readonly port: number;
  readonly url: string;
  /** Ends what is under way, event streams included. */
  close(): Promise<void>;
}

/** The port that was asked for is taken. */
export class PortTakenError extends Error {}

/**
 * Listens on `wanted`, or, unless it was asked for by name (`exact`), on the next one that is free. `makeApp` is told how
 * to find out the port.
 */
export async function listen(
  wanted: number,
  exact: boolean,
  makeApp: (port: () => number) => Hono,
): Promise<Listening> {
  let port = wanted;
  const app = makeApp(() => port);
  const answer = getRequestListener(app.fetch);
  // What fails in there is answered in there: with 500, by the app.
  const server = createServer((request, response) => void answer(request, response));
  for (; ; port += 1) {
    if (await tryPort(server, port)) break;
    if (exact || port - wanted >= PORTS_TRIED) throw new PortTakenError(`Port ${port} on ${HOST} is taken`);
  }
  const address = server.address();
  if (address !== null && typeof address === 'object') port = address.port;
  return {
    port,
    url: `http://${HOST}:${port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function tryPort(server: Server, port: number): Promise<boolean> {
  try {
    server.listen(port, HOST);
    await once(server, 'listening');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw error;
  }
}
