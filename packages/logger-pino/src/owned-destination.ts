import type { DestinationStream } from 'pino';
import { call, flushStream } from './flush-stream.js';

type Done = (cause?: unknown) => void;

export interface OwnedDestinationOptions {
  /** Opens a file or starts a transport. */
  readonly open: () => DestinationStream;
  /** Whether to end what was opened: not a descriptor, which was there before. */
  readonly ends: boolean;
  /** Told of what the stream reports by itself, and of nothing after it was closed. */
  readonly onError: (cause: unknown) => void;
  readonly onDrop: () => void;
}

/** A destination that the first line opens: constructing does no I/O, and a folder may still appear. */
export class OwnedDestination implements DestinationStream {
  private readonly options: OwnedDestinationOptions;
  private stream: DestinationStream | undefined;
  /** What pino tells a transport of itself, which waits for it. */
  private announced: readonly unknown[] | undefined;
  private failure: unknown;
  /** The reader has gone: pino's stream takes lines as before, and throws them away. */
  private isGone = false;
  private isClosed = false;

  constructor(options: OwnedDestinationOptions) {
    this.options = options;
  }

  write(line: string): void {
    if (this.isClosed) return;
    if (this.isGone) throw this.failure;
    (this.stream ?? this.open()).write(line);
  }

  emit(...event: readonly unknown[]): void {
    this.announced = event;
  }

  /** After a line of level `fatal`. A descriptor has nothing to flush: SonicBoom would retry for ever on a full disk. */
  flushSync(): void {
    if (this.stream !== undefined && isTransport(this.stream)) call(this.stream, 'flushSync');
  }

  flush(done: Done): void {
    const { stream } = this;
    if (stream === undefined) {
      done();
      return;
    }
    if (this.isGone) {
      done(this.failure);
      return;
    }
    if (this.failure !== undefined) {
      // What could not be written is kept, and tried again.
      this.failure = undefined;
      stream.write('');
    }
    if (this.failure === undefined) flushStream(stream, done);
    else done(this.failure);
  }

  /** Flushes, then ends what was opened here. */
  close(done: Done): void {
    this.flush((cause) => {
      const { stream } = this;
      this.isClosed = true;
      if (stream === undefined || !this.options.ends) done(cause);
      else if (cause !== undefined) {
        this.cutOff();
        done(cause);
      } else end(stream, done);
    });
  }

  /** Gives up what has not been written. */
  cutOff(): void {
    this.isClosed = true;
    const { stream } = this;
    if (stream === undefined || !this.options.ends) return;
    if (!isTransport(stream)) call(stream, 'destroy');
    else call(Reflect.get(stream, 'worker') as object, 'terminate');
  }

  private open(): DestinationStream {
    const stream = this.options.open();
    call(stream, 'on', 'error', (cause: unknown) => {
      // pino's own listener emits the same error once more.
      const isNew = cause !== this.failure;
      this.failure = cause;
      this.isGone ||= isTransport(stream) || Reflect.get(Object(cause) as object, 'code') === 'EPIPE';
      if (isNew && !this.isClosed) this.options.onError(cause);
    });
    call(stream, 'on', 'drop', this.options.onDrop);
    if (this.announced !== undefined) call(stream, 'emit', ...this.announced);
    this.stream = stream;
    return stream;
  }
}

function isTransport(stream: object): boolean {
  return typeof Reflect.get(stream, 'worker') === 'object';
}

function end(stream: object, done: Done): void {
  call(stream, 'once', 'close', () => {
    done();
  });
  call(stream, 'once', 'error', done);
  call(stream, 'end');
}
