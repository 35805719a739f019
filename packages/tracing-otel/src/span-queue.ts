import {
  err,
  ok,
  type AsyncResult,
  type Clock,
  type InfraError,
  type InfraErrorCode,
  type OnError,
  type Result,
} from '@infra/core';
import { settleOnAbort } from '@internal/abort';
import { cancelled, closed, dropped } from './errors.js';
import type { ResolvedBatch } from './options.js';

/** Sends one batch, once. Answers how many of its spans the other side refused. */
export type SendBatch<Item> = (batch: readonly Item[], signal: AbortSignal) => AsyncResult<number>;

export interface SpanQueueOptions<Item> {
  readonly batch: ResolvedBatch;
  readonly clock: Clock;
  readonly send: SendBatch<Item>;
  readonly report: OnError;
}

/** The longest wait between two attempts, unless the collector asks for more. */
const MAX_BACKOFF_MS = 60_000;

/**
 * Ended spans on their way: bounded, in batches, one request at a time, in order. A batch that failed and may succeed later waits
 * here, longer each time, as long as the collector asks; what does not fit meanwhile is dropped. Nothing that is dropped goes uncounted.
 */
export class SpanQueue<Item> {
  private droppedAndTold = 0;
  private readonly options: SpanQueueOptions<Item>;
  private waiting: Item[] = [];
  private inFlight = 0;
  /** All that were ever taken in; with what waits, it says how far the sending has come. */
  private accepted = 0;
  /** Attempts at the first batch so far. */
  private attempts = 0;
  /** Dropped since the last request, and not told yet. */
  private overflow = 0;
  private isOverflowing = false;
  private sending: AsyncResult<void> | undefined;
  private abort: AbortController | undefined;
  private stopTimer: (() => void) | undefined;
  private isClosed = false;

  constructor(options: SpanQueueOptions<Item>) {
    this.options = options;
  }

  get droppedSpans(): number {
    return this.droppedAndTold + this.overflow;
  }

  add(span: Item): void {
    const { maxQueue, maxSpans, delayMs } = this.options.batch;
    if (this.isClosed) return void (this.droppedAndTold += 1);
    if (this.waiting.length + this.inFlight >= maxQueue) return this.overflowed();
    this.waiting.push(span);
    this.accepted += 1;
    if (this.sending !== undefined || this.attempts > 0) return;
    if (this.waiting.length >= maxSpans) this.drainInBackground();
    else this.arm(delayMs);
  }

  /** Settles when everything that has been added so far was taken by the collector; one attempt at it is made. */
  async flush(operation: string, signal: AbortSignal | undefined): AsyncResult<void> {
    if (isAborted(signal)) return err(cancelled(operation, signal?.reason));
    const target = this.accepted;
    const onAbort = (): void => this.abort?.abort();
    while (this.settled() < target) {
      if (isAborted(signal)) return err(cancelled(operation, signal?.reason));
      const joined = this.sending;
      const own = joined ?? this.drain(target);
      // Somebody else's request is not ours to end: then only the waiting ends.
      if (joined === undefined) signal?.addEventListener('abort', onAbort, { once: true });
      const result = await settleOnAbort(own, signal, () => err(cancelled(operation, signal?.reason)));
      signal?.removeEventListener('abort', onAbort);
      if (!result.ok && (joined === undefined || result.error.code !== 'cancelled')) return result;
    }
    return ok();
  }

  /** Takes nothing more, tries once to send what waits, and drops what is left at the deadline. */
  async close(deadlineMs: number): AsyncResult<void> {
    if (this.isClosed) return ok();
    this.isClosed = true;
    const { clock } = this.options;
    const deadline = new AbortController();
    const stopTimer = clock.schedule(deadlineMs, () => deadline.abort());
    const result = await this.flush('tracer.close', deadline.signal);
    stopTimer();
    this.stopTimer?.();
    this.abort?.abort();
    const left = this.accepted - this.settled();
    this.waiting = [];
    this.tellOverflow();
    if (left === 0) return result;
    const why = deadline.signal.aborted
      ? `closing took longer than ${deadlineMs} ms`
      : 'the collector did not take them';
    return err(this.drop(left, why, deadline.signal.aborted ? 'timeout' : 'unavailable', causeOf(result)));
  }

  closedError(operation: string): InfraError | undefined {
    return this.isClosed ? closed(operation) : undefined;
  }

  private settled(): number {
    return this.accepted - this.waiting.length - this.inFlight;
  }

  /** What becomes of it is told to `report`: nobody waits. */
  private drainInBackground(): void {
    this.drain(this.accepted).then(NOTHING, NOTHING);
  }

  private drain(target: number): AsyncResult<void> {
    this.stopTimer?.();
    this.stopTimer = undefined;
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.sending = this.sendUntil(target, signal).then((result) => {
      this.sending = undefined;
      this.abort = undefined;
      this.tellOverflow();
      if (!this.isClosed && this.waiting.length > 0) this.arm(this.waitMs(causeOf(result)));
      return result;
    });
    return this.sending;
  }

  private async sendUntil(target: number, signal: AbortSignal): AsyncResult<void> {
    const { batch, send } = this.options;
    let lost: Result<void> = ok();
    while (this.settled() < target) {
      const spans = this.waiting.splice(0, batch.maxSpans);
      this.inFlight = spans.length;
      const result = await send(spans, signal);
      // After `close()` has given up, what was in flight is counted already.
      if (this.isClosed && signal.aborted) return err(cancelled('tracer.export'));
      this.inFlight = 0;
      if (result.ok) {
        this.attempts = 0;
        if (result.value > 0) lost = err(this.drop(result.value, 'the collector refused them', 'validation'));
        continue;
      }
      const { error } = result;
      if (error.code === 'cancelled') {
        this.waiting.unshift(...spans);
        return result;
      }
      this.attempts += 1;
      if (error.retryable && this.attempts < batch.maxAttempts) {
        this.waiting.unshift(...spans);
        return result;
      }
      const why = error.retryable
        ? `${this.attempts} attempts failed (${error.message})`
        : error.message.replace(/\.$/, '');
      this.attempts = 0;
      lost = err(this.drop(spans.length, why, error.code, error));
      if (error.retryable) return lost;
    }
    return lost;
  }

  private arm(delayMs: number): void {
    this.stopTimer ??= this.options.clock.schedule(delayMs, () => {
      this.stopTimer = undefined;
      if (this.sending === undefined && !this.isClosed) this.drainInBackground();
    });
  }

  private waitMs(error: InfraError | undefined): number {
    const { delayMs } = this.options.batch;
    if (this.attempts === 0) return delayMs;
    return Math.max(error?.retryAfterMs ?? 0, Math.min(MAX_BACKOFF_MS, delayMs * 2 ** (this.attempts - 1)));
  }

  private overflowed(): void {
    // The first is told at once; those that follow it together, with the next request.
    if (this.isOverflowing) this.overflow += 1;
    else this.drop(1, `${this.options.batch.maxQueue} wait already`, 'unavailable');
    this.isOverflowing = true;
  }

  private tellOverflow(): void {
    if (this.overflow > 0) this.drop(this.overflow, 'the queue was full', 'unavailable');
    this.overflow = 0;
    this.isOverflowing = false;
  }

  private drop(count: number, why: string, code: InfraErrorCode, cause?: unknown): InfraError {
    this.droppedAndTold += count;
    const error = dropped(count, why, code, cause);
    this.options.report(error);
    return error;
  }
}

/** Asked anew each time: to the compiler a signal that was not aborted once never is. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

const NOTHING = (): void => undefined;

function causeOf(result: Result<void>): InfraError | undefined {
  return result.ok ? undefined : result.error;
}
