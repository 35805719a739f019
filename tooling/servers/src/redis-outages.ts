import type { RedisServer } from './redis-server.js';
import type { TcpProxy } from './tcp-proxy.js';

/** A way to lose a server that is reached through a proxy: for `describe.each`. */
export type Outage = readonly [name: string, begin: () => Promise<void>, end: () => Promise<void>];

/** The ways to lose Redis. Both are asked for when an outage begins or ends, for tests make them anew. */
export function redisOutages(server: () => RedisServer, proxy: () => TcpProxy): readonly Outage[] {
  return [
    ['the server is killed', async () => server().kill(), async () => server().restart()],
    ['the server is stopped', async () => server().pause(), async () => server().resume()],
    ['the network swallows everything', async () => proxy().blackHole(), async () => proxy().heal()],
    ['connections are refused', async () => proxy().refuse(), async () => proxy().heal()],
  ];
}
