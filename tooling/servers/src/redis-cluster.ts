import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { freePort } from './free-port.js';
import type { FindRedisOptions } from './redis-binary.js';
import { startRedis, type RedisServer } from './redis-server.js';

/** What differs from a plain, private cluster. */
export interface StartRedisClusterOptions {
  /** More arguments for every node, after its own. */
  readonly args?: readonly string[];
  /** Where to look for the binary: Redis 7 or newer, or Valkey. */
  readonly binary?: FindRedisOptions;
}

/** Three masters without replicas, which share the slots. None outlives the process that started it. */
export interface RedisCluster {
  /** Each has a third of the slots, in this order, and can be killed, stopped and restarted. */
  readonly nodes: readonly RedisServer[];
  /** The nodes as an ioredis `Cluster` takes them. */
  readonly startupNodes: readonly { readonly host: string; readonly port: number }[];
  /** Ends them all and removes their files. Idempotent. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const MASTERS = 3;
const SLOTS = 16_384;
const FORMED_WITHIN_MS = 15_000;

/** Starts a private Redis Cluster on free loopback ports; resolves once every node says that all slots are served. */
export async function startRedisCluster(options: StartRedisClusterOptions = {}): Promise<RedisCluster> {
  const nodes: Node[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(nodes.map(({ server }) => server.close()));
  };
  try {
    while (nodes.length < MASTERS) nodes.push(await startNode(options));
    await form(nodes);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    nodes: nodes.map(({ server }) => server),
    startupNodes: nodes.map(({ server: { host, port } }) => ({ host, port })),
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Node {
  readonly server: RedisServer;
  /** The port on which nodes talk to each other. */
  readonly bus: number;
}

async function startNode(options: StartRedisClusterOptions): Promise<Node> {
  for (let attempt = 1; ; attempt += 1) {
    // Ten thousand above the other port, where it would be by default, may be no port at all.
    const bus = await freePort();
    try {
      const args = [...clusterArguments(bus), ...(options.args ?? [])];
      return { server: await startRedis({ ...options, args }), bus };
    } catch (error) {
      // Another process may have been faster.
      const taken = error instanceof Error && /address already in use/i.test(error.message);
      if (!taken || attempt === 3) throw error;
    }
  }
}

function clusterArguments(bus: number): readonly string[] {
  return [
    ...['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf', '--cluster-port', String(bus)],
    // How soon a node that was killed is noticed.
    ...['--cluster-node-timeout', '2000'],
  ];
}

/** Hands out the slots, has the nodes meet, and waits until all of them agree. */
async function form(nodes: readonly Node[]): Promise<void> {
  // Loaded for clusters only: it takes longer than a server takes to start.
  const { Redis: Client } = await import('ioredis');
  const clients = nodes.map(
    ({ server }) => new Client(server.url, { maxRetriesPerRequest: 0, retryStrategy: () => null }),
  );
  // ioredis reports a lost connection here as well as through the command that waits for it.
  for (const client of clients) client.on('error', () => undefined);
  try {
    for (const [index, client] of clients.entries()) {
      // Nodes with one epoch would quarrel about slots until they have sorted it out.
      await client.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
      const [from, to] = [index, index + 1].map((part) => Math.round((SLOTS / MASTERS) * part));
      await client.call('CLUSTER', 'ADDSLOTSRANGE', from ?? 0, (to ?? SLOTS) - 1);
    }
    const [first] = clients;
    for (const { server, bus } of nodes.slice(1)) {
      await first?.call('CLUSTER', 'MEET', server.host, server.port, bus);
    }
    const deadline = performance.now() + FORMED_WITHIN_MS;
    while (!(await Promise.all(clients.map(isFormed))).every(Boolean)) {
      if (performance.now() > deadline) {
        throw new Error(`The Redis Cluster was not formed within ${String(FORMED_WITHIN_MS)} ms`);
      }
      await sleep(20);
    }
  } finally {
    for (const client of clients) client.disconnect();
  }
}

async function isFormed(client: Redis): Promise<boolean> {
  const info = String(await client.call('CLUSTER', 'INFO'));
  return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${String(MASTERS)}`);
}
