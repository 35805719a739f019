import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';

/** Never on another interface: the playground starts servers and runs load for whoever may talk to it. */
const HOST = '127.0.0.1';
const PORTS_TRIED = 50;

type Answer = (request: Request) => Response | Promise<Response>;

export interface Listening {
  readonly port: number;
  readonly url: string;
  /** From now on requests are answered; the ones that have come in meanwhile first. */
  answer(answer: Answer): void;
  /** Ends what is under way, event streams included. Idempotent. */
  close(): Promise<void>;
}

/** The port that was asked for is taken. */
export class PortTakenError extends Error {}

/**
 * Listens on `wanted`, or, unless it was asked for by name (`exact`), on the next one that is free. The address is known
 * from here on, before there is anything that answers: links have to lead there.
 */
export async function listen(wanted: number, exact: boolean): Promise<Listening> {
  let port = wanted;
  let begin: (answer: Answer) => void = () => undefined;
  const begun = new Promise<Answer>((resolve) => (begin = resolve));
  const respond = getRequestListener(async (request) => (await begun)(request));
  // What fails in there is answered in there: with 500, by the app.
  const server = createServer((request, response) => void respond(request, response));
  for (; ; port += 1) {
    if (await tryPort(server, port)) break;
    if (exact || port - wanted >= PORTS_TRIED) throw new PortTakenError(`Port ${port} on ${HOST} is taken`);
  }
  const address = server.address();
  if (address !== null && typeof address === 'object') port = address.port;
  let closing: Promise<void> | undefined;
  return {
    port,
    url: `http://${HOST}:${port}`,
    answer: begin,
    close: () => (closing ??= end(server)),
  };
}

async function end(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
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
