import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** As much of a server as listening takes, over HTTP/1.1 or 2. */
interface Listening extends NodeJS.EventEmitter {
  listen(port: number, host: string): unknown;
  address(): AddressInfo | string | null;
}

/** Listens on a free port of loopback. */
export async function listen(server: Listening): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A client that keeps its connections, as browsers and load balancers do. */
export function client(port: number) {
  const agent = new Agent({ keepAlive: true });
  return {
    agent,
    get: (path: string, headers: Record<string, string> = {}): Promise<Answer> => send(agent, port, path, headers),
    close: (): void => agent.destroy(),
  };
}

async function send(agent: Agent, port: number, path: string, headers: Record<string, string>): Promise<Answer> {
  const sent = request({ agent, host: '127.0.0.1', port, path, headers });
  sent.end();
  const [message] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of message) text += String(chunk);
  return { status: message.statusCode ?? 0, headers: message.headers, text };
}
