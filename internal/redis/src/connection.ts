import { err, type AsyncResult, type Clock, type InfraError, type OnError, type Result } from '@infra/core';
import { settleOnAbort } from '@internal/abort';
import type { Redis } from 'ioredis';
import { createClient, RECONNECT_MAX_MS } from './client.js';
import { createCork } from './cork.js';
import { Deadlines } from './deadlines.js';
import type { RedisFailures } from './errors.js';
import { report } from './report.js';
import type { RedisTarget } from './target.js';

/** How often a silent connection is asked for a sign of life. */
const PROBE_MS = 250;

/** How many silent probes a connection is allowed before it is replaced: doubled each time, lest connections pile up. */
const FIRST_PATIENCE = 2;
const MAX_PATIENCE = 16;

export interface ConnectionOptions extends RedisTarget {
  /** How long an operation may wait, in milliseconds, connecting included. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Told of a lost connection, once per outage. */
  readonly onError: OnError;
  readonly failures: RedisFailures;
  /** Whether commands of one tick leave in one write; false for a connection that mostly runs scripts. Default: true, if it is our own. */
  readonly cork?: boolean;
  /** Asks for a sign of life. Default: PING. In a cluster any node answers that: there it is a command with a key of the node that is meant. */
  readonly probe?: (client: Redis) => Promise<unknown>;
}

/**
 * A client with one deadline per operation that fails fast while Redis is out of reach.
 *
 * Out of reach means: the connection is lost, or the last answer was due and did not come (`stalled`). Both end by
 * themselves: the SDK reconnects, and a stalled connection is probed and, if it stays silent, replaced.
 */
export class RedisConnection {
  readonly client: Redis;
  private readonly isOwn: boolean;
  private readonly options: ConnectionOptions;
  private readonly deadlines: Deadlines;
  private readonly cork: () => void;
  private connecting: Promise<void> | undefined;
  private stalled = false;
  private closed = false;
  private lastError: InfraError | undefined;
  private cancelProbe: (() => void) | undefined;

  constructor(options: ConnectionOptions) {
    this.options = options;
    this.isOwn = options.client === undefined;
    this.client = options.client ?? createClient(options);
    this.deadlines = new Deadlines(options.clock, options.timeoutMs);
    // Corking slows down connections that mostly run scripts or block: only a connection of our own is known not to.
    this.cork = this.isOwn && options.cork !== false ? createCork(this.client) : () => undefined;
    this.client.on('ready', this.onReady);
    this.client.on('error', this.onClientError);
    this.client.on('close', this.onClientClose);
  }

  /**
   * Runs a command, or several of one tick, within the deadline. `read` makes the result of the reply; where one reply
   * leads to another command, it returns that one's promise.
   */
  send<R, T>(
    operation: string,
    signal: AbortSignal | undefined,
    command: (client: Redis) => Promise<R>,
    read: (reply: R) => Result<T> | AsyncResult<T>,
  ): AsyncResult<T> {
    const { status } = this.client;
    const isReady = status === 'ready';
    // Only the first connection is waited for. One that was lost is made in the background, while operations fail at once.
    const mayWait =
      this.lastError === undefined && (status === 'wait' || status === 'connecting' || status === 'connect');
    if (this.stalled || !(isReady || mayWait)) return Promise.resolve(err(this.unreachable(operation)));
    const work = this.run(operation, command, read, isReady ? undefined : this.connect());
    return signal === undefined
      ? work
      : settleOnAbort(work, signal, () => err(this.options.failures.cancelled(operation)));
  }

  /** Waits for what is under way, then ends a connection of its own. */
  async close(deadlineMs: number): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    const answers = !this.stalled;
    this.recover();
    if (this.isOwn && this.client.status === 'ready' && answers) {
      // QUIT is answered after everything sent before it.
      const quit = this.client.quit().catch(() => undefined);
      await Promise.race([
        quit,
        new Promise<void>((resolve) => {
          const cancel = this.options.clock.schedule(deadlineMs, resolve);
          void quit.then(cancel);
        }),
      ]);
    }
    this.deadlines.stop();
    if (this.isOwn) this.client.disconnect();
    // The error listener of an own client stays: a late error without a listener would be thrown.
    else this.client.off('error', this.onClientError);
    this.client.off('ready', this.onReady);
    this.client.off('close', this.onClientClose);
  }

  private run<R, T>(
    operation: string,
    command: (client: Redis) => Promise<R>,
    read: (reply: R) => Result<T> | AsyncResult<T>,
    connected: Promise<void> | undefined,
  ): AsyncResult<T> {
    return new Promise<Result<T>>((resolve) => {
      let expired = false;
      const settle = this.deadlines.begin(() => {
        expired = true;
        this.stall();
        resolve(err(this.options.failures.timedOut(operation, this.options.timeoutMs)));
      });
      const fail = (error: InfraError): void => {
        settle();
        resolve(err(error));
      };
      const issue = (): void => {
        if (expired) return;
        this.cork();
        command(this.client).then(
          (reply) => {
            settle();
            if (this.stalled) this.recover();
            resolve(read(reply));
          },
          (cause: unknown) => {
            fail(this.options.failures.fromRedis(operation, cause));
          },
        );
      };
      if (connected === undefined) issue();
      else {
        connected.then(issue, (cause: unknown) => {
          fail(this.lastError ?? this.options.failures.fromRedis(operation, cause));
        });
      }
    });
  }

  /** The connection that is being made. All who wait share one attempt. */
  private connect(): Promise<void> {
    this.connecting ??= this.untilReady().finally(() => {
      this.connecting = undefined;
    });
    return this.connecting;
  }

  private async untilReady(): Promise<void> {
    if (this.client.status === 'wait') return this.client.connect();
    await new Promise<void>((resolve, reject) => {
      const onReady = (): void => {
        this.client.off('close', onClose);
        resolve();
      };
      const onClose = (): void => {
        this.client.off('ready', onReady);
        reject(new Error('Connection is closed'));
      };
      this.client.once('ready', onReady);
      this.client.once('close', onClose);
    });
  }

  private unreachable(operation: string): InfraError {
    if (this.closed || this.client.status === 'end') return this.options.failures.closed(operation);
    return this.options.failures.outOfReach(operation, this.lastError, RECONNECT_MAX_MS);
  }

  /** From now on operations fail at once, until any reply comes. */
  private stall(): void {
    if (this.stalled || this.closed) return;
    this.stalled = true;
    this.goDown(this.options.failures.timedOut('connection', this.options.timeoutMs));
    this.watch(0, FIRST_PATIENCE);
  }

  /** Asks for a sign of life at every tick, and replaces a connection of our own that stays silent, ever less often. */
  private watch(silentTicks: number, patience: number): void {
    this.ping();
    this.cancelProbe = this.options.clock.schedule(PROBE_MS, () => {
      if (silentTicks + 1 < patience) {
        this.watch(silentTicks + 1, patience);
        return;
      }
      const { status } = this.client;
      if (this.isOwn && (status === 'ready' || status === 'connect' || status === 'connecting'))
        this.client.disconnect(true);
      this.watch(0, Math.min(patience * 2, MAX_PATIENCE));
    });
  }

  /** Asks for a sign of life. */
  probe(): Promise<unknown> {
    return this.options.probe?.(this.client) ?? this.client.ping();
  }

  private ping(): void {
    if (this.client.status !== 'ready') return;
    this.probe().then(
      () => {
        if (this.stalled) this.recover();
      },
      () => undefined,
    );
  }

  private recover(): void {
    this.stalled = false;
    this.lastError = undefined;
    this.cancelProbe?.();
    this.cancelProbe = undefined;
  }

  private readonly onReady = (): void => {
    // Being connected is no sign of life from a server that had stopped answering: a reply is.
    if (this.stalled) this.ping();
    else this.lastError = undefined;
  };

  private readonly onClientError = (cause: unknown): void => {
    this.goDown(this.options.failures.fromRedis('connection', cause));
  };

  private readonly onClientClose = (): void => {
    if (this.lastError === undefined)
      this.goDown(this.options.failures.fromRedis('connection', new Error('Connection is closed')));
  };

  /** Remembers why, and reports it once per outage, not once per attempt. */
  private goDown(error: InfraError): void {
    const isNews = this.lastError === undefined;
    this.lastError = error;
    if (isNews && !this.closed) report(this.options.onError, error);
  }
}
