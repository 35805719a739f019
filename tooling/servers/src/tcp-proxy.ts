import { once } from 'node:events';
import { createServer } from 'node:net';
import { listenOnLoopback } from './free-port.js';
import { Link } from './tcp-proxy-link.js';

/** Where a proxy forwards to. */
export interface TcpProxyTarget {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  readonly port: number;
}

/**
 * A loopback port that forwards to a server and can break in the ways that networks break. `delay` and `dropAfter`
 * add up with the others; `refuse` and `blackHole` replace each other; `heal` ends them all.
 */
export interface TcpProxy {
  readonly host: string;
  readonly port: number;
  /** Connections that clients hold open now. */
  readonly connections: number;
  /** Connections accepted since the proxy was created, refused ones included. */
  readonly accepted: number;
  /** Every chunk arrives `ms` later, in both directions and in order; so does the end of a connection. */
  delay(ms: number): void;
  /** Destroys the connections there are; new ones work. */
  cut(): void;
  /** Destroys the connections there are and every new one at once. */
  refuse(): void;
  /** Nothing passes in either direction; connections stay open and new ones are accepted, all silent. */
  blackHole(): void;
  /**
   * Destroys each connection, live or new, after `bytes` more bytes from the server. With `once`, only the first
   * connection that gets there, so that a client can reconnect and go on.
   */
  dropAfter(bytes: number, options?: { readonly once?: boolean }): void;
  /** Back to normal; what waited in a black hole or a delay flows on at once. */
  heal(): void;
  /** Destroys all connections and frees the port. Idempotent. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const HOST = '127.0.0.1';

/** Starts a proxy on a free loopback port. It keeps the process alive until `close()`. */
export async function createTcpProxy(target: TcpProxyTarget): Promise<TcpProxy> {
  const links = new Set<Link>();
  const control = { delayMs: 0, frozen: false };
  let refusing = false;
  let budget: number | undefined;
  let budgetOnce = false;
  let accepted = 0;
  let closing: Promise<void> | undefined;

  const setBudget = (bytes: number | undefined): void => {
    budget = bytes;
    for (const link of links) link.limit(bytes);
  };
  const apply = (): void => {
    for (const link of links) link.apply();
  };
  const cut = (): void => {
    for (const link of links) link.destroy();
  };

  const server = createServer({ allowHalfOpen: true }, (client) => {
    accepted += 1;
    client.on('error', () => client.destroy());
    if (refusing) return void client.destroy();
    const link = new Link(client, { host: target.host ?? HOST, port: target.port }, control, {
      onGone: () => links.delete(link),
      onSpent: () => {
        if (budgetOnce) setBudget(undefined);
      },
    });
    links.add(link);
    link.limit(budget);
    link.apply();
  });
  const port = await listenOnLoopback(server);

  const close = (): Promise<void> => {
    closing ??= (async () => {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    })();
    return closing;
  };

  return {
    host: HOST,
    port,
    get connections() {
      return [...links].filter((link) => link.open).length;
    },
    get accepted() {
      return accepted;
    },
    delay(ms) {
      control.delayMs = ms;
      apply();
    },
    cut,
    refuse() {
      refusing = true;
      control.frozen = false;
      cut();
    },
    blackHole() {
      refusing = false;
      control.frozen = true;
    },
    dropAfter(bytes, options = {}) {
      budgetOnce = options.once ?? false;
      setBudget(bytes);
    },
    heal() {
      refusing = false;
      Object.assign(control, { delayMs: 0, frozen: false });
      setBudget(undefined);
      apply();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
