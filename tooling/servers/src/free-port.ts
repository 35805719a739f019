import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * A TCP port that was free on the loopback interface a moment ago.
 * Nothing reserves it: whoever binds it must be ready to be told that another process was faster.
 */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listenOnLoopback(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** Lets a server listen on 127.0.0.1 and gives the port that the system chose. */
export async function listenOnLoopback(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no TCP port on 127.0.0.1');
  return address.port;
}
