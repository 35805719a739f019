import type { S3Client } from '@aws-sdk/client-s3';
import { err, ok, type AsyncResult, type Clock, type InfraError, type Result } from '@infra/core';
import { errors, fromS3, timedOut, type Subject } from './errors.js';

/** What the SDK's `send` takes beside the command. */
export interface SendOptions {
  readonly abortSignal: AbortSignal;
}

/** What a request is about, for its errors, and what may end it early. */
export interface RequestContext extends Subject {
  readonly operation: string;
  readonly signal: AbortSignal | undefined;
}

/** Sends requests, each with its deadline, and knows what is under way, so that closing can wait for it and then end it. */
export class Requests {
  readonly client: S3Client;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Nothing new is begun. */
  isClosed = false;
  /** Nothing is sent any more, not even by what was under way. */
  private isOver = false;
  private readonly aborts = new Set<() => void>();
  private readonly running = new Set<object>();
  private onIdle: (() => void) | undefined;

  constructor(client: S3Client, timeoutMs: number, clock: Clock) {
    this.client = client;
    this.timeoutMs = timeoutMs;
    this.clock = clock;
  }

  /** Sends one request. Settles within the deadline, at once when the signal aborts, and never rejects. */
  async send<T>(
    context: RequestContext,
    request: (client: S3Client, options: SendOptions) => Promise<T>,
  ): AsyncResult<T> {
    const sent = await this.attempt(context, request);
    return sent.ok ? sent : err(fromS3(context.operation, sent.error, context));
  }

  /** Like `send`, for who looks at the failure first: it is what was thrown, not yet an `InfraError`. */
  attempt<T>(
    { operation, signal }: RequestContext,
    request: (client: S3Client, options: SendOptions) => Promise<T>,
  ): Promise<Result<T, unknown>> {
    return new Promise((resolve) => {
      const controller = new AbortController();
      const settle = (result: Result<T, unknown>): void => {
        cancelTimer();
        signal?.removeEventListener('abort', onAbort);
        this.aborts.delete(onClose);
        resolve(result);
      };
      const end = (error: InfraError): void => {
        settle(err(error));
        controller.abort();
      };
      const onAbort = (): void => {
        end(errors.cancelled(operation));
      };
      const onClose = (): void => {
        end(errors.closed(operation));
      };
      const cancelTimer = this.clock.schedule(this.timeoutMs, () => {
        end(timedOut(operation, this.timeoutMs));
      });
      this.aborts.add(onClose);
      if (this.isOver) return onClose();
      if (signal?.aborted === true) return onAbort();
      signal?.addEventListener('abort', onAbort, { once: true });
      request(this.client, { abortSignal: controller.signal }).then(
        (value) => {
          settle(ok(value));
        },
        (cause: unknown) => {
          settle(err(cause));
        },
      );
    });
  }

  /** Marks work as under way until it is over: closing waits for it. */
  async track<T>(work: () => Promise<T>): Promise<T> {
    const end = this.begin();
    try {
      return await work();
    } finally {
      end();
    }
  }

  /** `track` for what ends with a call. `onClose` ends it early. */
  begin(onClose?: () => void): () => void {
    const token = {};
    this.running.add(token);
    if (onClose !== undefined) this.aborts.add(onClose);
    return () => {
      if (onClose !== undefined) this.aborts.delete(onClose);
      this.running.delete(token);
      if (this.running.size === 0) this.onIdle?.();
    };
  }

  /** Waits for what is under way, for at most the deadline, then ends it. */
  async close(deadlineMs: number): Promise<void> {
    this.isClosed = true;
    if (this.running.size > 0) {
      await new Promise<void>((resolve) => {
        const cancel = this.clock.schedule(deadlineMs, resolve);
        this.onIdle = () => {
          cancel();
          resolve();
        };
      });
    }
    this.isOver = true;
    for (const abort of [...this.aborts]) abort();
  }
}
