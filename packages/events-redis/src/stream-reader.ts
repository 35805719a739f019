import { systemClock } from '@internal/clock';
import { copyOf } from '@internal/redis';
import type { Redis } from 'ioredis';
import { entryOf, type Delivery } from './delivery.js';

/** How long one read waits for events. */
const BLOCK_MS = 1_000;

/** Reads for one consumer, on a connection of its own: a read that waits would hold up all that is sent after it. */
export class StreamReader {
  private readonly template: Redis;
  private readonly timeoutMs: number;
  private client: Redis | undefined;
  private isClosed = false;

  /** @param client whose copies read */
  constructor(client: Redis, timeoutMs: number) {
    this.template = client;
    this.timeoutMs = timeoutMs;
  }

  /** New entries, at most so many; none when there were none for a while. Rejects where it cannot be read. */
  async read(stream: string, group: string, consumer: string, most: number): Promise<readonly Delivery[]> {
    if (this.isClosed) return [];
    const client = (this.client ??= readingCopy(this.template));
    let cancel = (): void => undefined;
    // A connection that went silent would wait for ever.
    const silent = new Promise<never>((_, reject) => {
      cancel = systemClock.schedule(BLOCK_MS + this.timeoutMs, () =>
        reject(new Error('Connection is closed: no answer')),
      );
    });
    try {
      const where = ['GROUP', group, consumer, 'COUNT', most, 'BLOCK', BLOCK_MS, 'STREAMS', stream, '>'] as const;
      const reply = await Promise.race([this.ask(client, where), silent]);
      return entriesOf(reply).map(([id, fields]) => entryOf(id, fields, 0));
    } catch (cause) {
      // The next read makes another: a cluster that is cut off while it connects may not come round by itself.
      client.disconnect();
      this.client = undefined;
      throw cause;
    } finally {
      cancel();
    }
  }

  close(): void {
    this.isClosed = true;
    this.client?.disconnect();
  }

  private async ask(client: Redis, where: readonly (string | number)[]): Promise<unknown> {
    // That of a cluster may never settle: it connects by itself, and the read waits for it.
    if (client.status === 'wait' && !client.isCluster) await client.connect();
    if (this.isClosed) return [];
    return client.call('xreadgroup', ...where);
  }
}

function readingCopy(template: Redis): Redis {
  const client = copyOf(template, {
    client: { lazyConnect: true, enableOfflineQueue: template.isCluster },
    connections: { autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0 },
    reconnects: false,
  });
  // What fails is told by the read that fails.
  client.on('error', () => undefined);
  return client;
}

type Entry = readonly [string, unknown];

/** RESP2 answers with a list of pairs, RESP3 with a map, which the SDK gives as one or as a flat list. There is one stream. */
function entriesOf(reply: unknown): readonly Entry[] {
  if (reply === null || reply === undefined) return [];
  if (reply instanceof Map) return [...(reply as ReadonlyMap<string, readonly Entry[]>).values()][0] ?? [];
  if (!Array.isArray(reply)) return Object.values(reply as Readonly<Record<string, readonly Entry[]>>)[0] ?? [];
  const [first, second] = reply as readonly unknown[];
  const entries = Array.isArray(first) ? (first as readonly unknown[])[1] : second;
  return Array.isArray(entries) ? (entries as readonly Entry[]) : [];
}
