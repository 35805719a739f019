import { ok, type AsyncResult, type JobEvent } from '@infra/core';
import type { Redis } from 'ioredis';
import { ignore, type Bull } from './bull.js';

/** How long a read waits for an event; then it is time to look whether one was missed. */
const BLOCK_MS = 2_000;
const RETRY_MS = 200;

/** The event of a failed attempt after which there is another. BullMQ has none of its own. */
export const ATTEMPT_FAILED = 'attempt-failed';

const TYPES: Readonly<Record<string, JobEvent['type']>> = {
  completed: 'completed',
  failed: 'dead',
  [ATTEMPT_FAILED]: 'failed',
};

/** Reads BullMQ's stream of events, over a connection of its own, as long as anybody listens. */
export class EventReader {
  private readonly bull: Bull;
  private readonly listeners = new Set<(event: JobEvent) => void>();
  /** Told now and then that something may have been missed: the stream is trimmed, and connections are lost. */
  private readonly doubters = new Set<() => void>();
  private client: Redis | undefined;
  private starting: AsyncResult<void> | undefined;
  private isClosed = false;

  constructor(bull: Bull) {
    this.bull = bull;
  }

  /** Returns when it listens: of what happens after that nothing is missed. */
  async listen(operation: string, listener: (event: JobEvent) => void, onDoubt?: () => void): AsyncResult<() => void> {
    this.starting ??= this.start(operation);
    const started = await this.starting;
    if (!started.ok) {
      this.starting = undefined;
      return started;
    }
    this.listeners.add(listener);
    if (onDoubt !== undefined) this.doubters.add(onDoubt);
    return ok(() => {
      this.listeners.delete(listener);
      if (onDoubt !== undefined) this.doubters.delete(onDoubt);
    });
  }

  close(): void {
    this.isClosed = true;
    this.client?.disconnect();
  }

  /** From the last event on that there is now. */
  private start(operation: string): AsyncResult<void> {
    return this.bull.ask(
      operation,
      undefined,
      (_, redis) => redis.xrevrange(this.bull.key('events'), '+', '-', 'COUNT', 1),
      ([last]) => {
        if (!this.isClosed) {
          this.client = this.bull.waitingClient();
          void this.read(this.client, last?.[0] ?? '0-0');
        }
        return ok();
      },
    );
  }

  private async read(client: Redis, from: string): Promise<void> {
    let id = from;
    while (!this.isClosed) {
      const streams = await client
        .xread('COUNT', 1_000, 'BLOCK', BLOCK_MS, 'STREAMS', this.bull.key('events'), id)
        .catch(ignore);
      if (streams === undefined) await pause();
      for (const [, entries] of streams ?? []) {
        for (const [entry, fields] of entries) {
          id = entry;
          this.emit(fields);
        }
      }
      if (streams === undefined || streams === null) for (const doubt of [...this.doubters]) doubt();
    }
  }

  private emit(fields: readonly string[]): void {
    const type = TYPES[valueOf(fields, 'event') ?? ''];
    const id = valueOf(fields, 'jobId');
    if (type === undefined || id === undefined) return;
    for (const listener of [...this.listeners]) {
      try {
        listener({ type, id });
      } catch {
        // A listener that throws affects nobody.
      }
    }
  }
}

function valueOf(fields: readonly string[], name: string): string | undefined {
  for (let index = 0; index < fields.length; index += 2) if (fields[index] === name) return fields[index + 1];
  return undefined;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
}
