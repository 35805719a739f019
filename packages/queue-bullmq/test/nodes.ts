import { createTcpProxy, type RedisCluster, type TcpProxy } from '@tooling/servers';
import { Cluster } from 'ioredis';

/** A client of a cluster behind proxies of its own: it can be cut off as a killed process is. */
export interface MortalCluster {
  readonly client: Cluster;
  /** From now on nothing reaches the cluster. */
  cutOff(): Promise<void>;
  close(): Promise<void>;
}

export async function mortalCluster({ nodes }: RedisCluster): Promise<MortalCluster> {
  const proxies: TcpProxy[] = [];
  const natMap: Record<string, { readonly host: string; readonly port: number }> = {};
  for (const { host, port } of nodes) {
    const proxy = await createTcpProxy({ host, port });
    proxies.push(proxy);
    natMap[`${host}:${String(port)}`] = { host: '127.0.0.1', port: proxy.port };
  }
  const client = new Cluster(Object.values(natMap), { natMap, redisOptions: { maxRetriesPerRequest: 0 } });
  client.on('error', () => undefined);
  const cutOff = async (): Promise<void> => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
  };
  return {
    client,
    cutOff,
    close: async () => {
      client.disconnect();
      await cutOff();
    },
  };
}
