import type { OnError } from '@infra/core';
import { systemClock } from '@internal/clock';
import { within } from '@internal/deadline';
import pg, { type ClientConfig } from 'pg';
import { fromDatabase } from './errors.js';
import type { Listener } from './notifications.js';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
const END_MS = 1_000;

/** A connection that listens to a channel, and comes back when it is lost. */
export class PgListener {
  private readonly config: ClientConfig;
  private readonly channel: string;
  private readonly listener: Listener;
  private readonly onError: OnError;
  private client: pg.Client | undefined;
  private cancelRetry: (() => void) | undefined;
  private isClosed = false;

  constructor(config: ClientConfig, channel: string, listener: Listener, onError: OnError) {
    this.config = config;
    this.channel = channel;
    this.listener = listener;
    this.onError = onError;
  }

  /** Rejects where it cannot listen. */
  async start(): Promise<void> {
    const client = new pg.Client(this.config);
    let isOver = false;
    const onLost = (cause: Error): void => {
      if (isOver || this.isClosed) return;
      isOver = true;
      this.onError(fromDatabase('database.listen', cause));
      if (this.client === client) this.retry(FIRST_WAIT_MS);
    };
    client.on('error', onLost);
    client.on('end', () => onLost(new Error('Connection terminated')));
    client.on('notification', ({ payload }) => this.listener(payload ?? ''));
    try {
      await client.connect();
      await client.query(`listen ${this.channel}`);
    } catch (cause) {
      isOver = true;
      await ended(client);
      throw cause;
    }
    this.client = client;
    if (this.isClosed) await this.close();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.cancelRetry?.();
    const { client } = this;
    this.client = undefined;
    if (client !== undefined) await ended(client);
  }

  private retry(waitMs: number): void {
    this.client = undefined;
    this.cancelRetry = systemClock.schedule(waitMs * (0.5 + Math.random() / 2), () => {
      if (this.isClosed) return;
      this.start().then(
        // Whatever was notified meanwhile is lost.
        () => this.listener(undefined),
        () => this.retry(Math.min(waitMs * 2, LONGEST_WAIT_MS)),
      );
    });
  }
}

/** One that does not answer ends by itself when its socket does. */
async function ended(client: pg.Client): Promise<void> {
  await within(systemClock, END_MS, () => client.end());
}
