import { systemClock } from '@internal/clock';
import type { Redis } from 'ioredis';
import { entryOf, type Delivery } from './delivery.js';

/** How long one read waits for events. */
const BLOCK_MS = 1_000;

/** Reads for one consumer, on a connection of its own: a read that waits would hold up all that is sent after it. */
export class StreamReader {
  private readonly client: Redis;
  private readonly timeoutMs: number;
  private isClosed = false;

  constructor(client: Redis, timeoutMs: number) {
    this.client = client.duplicate({
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: null,
    });
    this.timeoutMs = timeoutMs;
    // What fails is told by the read that fails.
    this.client.on('error', () => undefined);
  }

  /** New entries, at most so many; none when there were none for a while. Rejects where it cannot be read. */
  async read(stream: string, group: string, consumer: string, most: number): Promise<readonly Delivery[]> {
    const { status } = this.client;
    if (status === 'wait' || status === 'end' || status === 'close') await this.client.connect();
    if (this.isClosed) return [];
    // A connection that went silent would wait for ever.
    const cancel = systemClock.schedule(BLOCK_MS + this.timeoutMs, () => this.client.disconnect());
    try {
      const reply: unknown = await this.client.call(
        ...([
          'XREADGROUP',
          'GROUP',
          group,
          consumer,
          'COUNT',
          most,
          'BLOCK',
          BLOCK_MS,
          'STREAMS',
          stream,
          '>',
        ] as const),
      );
      return entriesOf(reply).map(([id, fields]) => entryOf(id, fields, 0));
    } finally {
      cancel();
    }
  }

  close(): void {
    this.isClosed = true;
    this.client.disconnect();
  }
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
