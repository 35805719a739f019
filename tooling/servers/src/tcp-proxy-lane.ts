import type { Socket } from 'node:net';

/** What the lanes of a proxy obey; read anew for every step, so that one change reaches all live connections. */
export interface LaneControl {
  readonly delayMs: number;
  readonly frozen: boolean;
}

type Parcel = { readonly dueAt: number } & (
  { readonly kind: 'data'; readonly chunk: Buffer } | { readonly kind: 'end' | 'destroy' }
);

// Beyond it the source is not read, so that a sender feels a full pipe instead of filling this process.
const HIGH_WATER_BYTES = 1024 * 1024;

/** One direction of one proxied connection: carries bytes and the end of the stream, in order, late or not at all. */
export class Lane {
  readonly #source: Socket;
  readonly #target: Socket;
  readonly #control: LaneControl;
  readonly #queue: Parcel[] = [];
  #queuedBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #full = false;
  #over = false;
  /** How many more bytes may pass before both sockets are destroyed; unlimited while undefined. */
  budget: number | undefined;
  /** Called when the budget is used up and its last byte has been handed to the system. */
  onSpent: () => void = () => undefined;

  constructor(source: Socket, target: Socket, control: LaneControl) {
    this.#source = source;
    this.#target = target;
    this.#control = control;
    source.on('data', (chunk: Buffer) => this.#push({ kind: 'data', chunk, dueAt: this.#due() }));
    source.on('end', () => this.#push({ kind: 'end', dueAt: this.#due() }));
    source.on('close', () => this.#push({ kind: 'destroy', dueAt: this.#due() }));
    target.on('drain', () => {
      this.#full = false;
      this.flush();
    });
  }

  /** Sends on whatever is due; to be called when the control has changed. */
  flush(): void {
    clearTimeout(this.#timer);
    while (!this.#control.frozen && !this.#full) {
      const head = this.#queue[0];
      if (head === undefined) break;
      // A delay that was shortened meanwhile counts for what waits already.
      const waitMs = Math.min(head.dueAt - performance.now(), this.#control.delayMs);
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.flush(), Math.ceil(waitMs));
        break;
      }
      this.#queue.shift();
      this.#deliver(head);
    }
    if (this.#queuedBytes > HIGH_WATER_BYTES) this.#source.pause();
    else if (this.#source.isPaused()) this.#source.resume();
  }

  /** Forgets what waits and carries nothing more, so that no timer outlives the connection. */
  discard(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#queue.length = 0;
    this.#queuedBytes = 0;
  }

  #due(): number {
    return performance.now() + this.#control.delayMs;
  }

  #push(parcel: Parcel): void {
    if (this.#over) return;
    this.#queue.push(parcel);
    if (parcel.kind === 'data') this.#queuedBytes += parcel.chunk.length;
    this.flush();
  }

  #deliver(parcel: Parcel): void {
    if (parcel.kind === 'data') {
      this.#queuedBytes -= parcel.chunk.length;
      this.#write(parcel.chunk);
    } else if (parcel.kind === 'end') this.#target.end();
    else this.#target.destroy();
  }

  #write(chunk: Buffer): void {
    if (this.#target.destroyed || this.#target.writableEnded) return;
    if (this.budget === undefined || chunk.length < this.budget) {
      if (this.budget !== undefined) this.budget -= chunk.length;
      this.#full = !this.#target.write(chunk);
      return;
    }
    const last = chunk.subarray(0, this.budget);
    this.budget = 0;
    this.discard();
    if (last.length === 0) this.onSpent();
    else this.#target.write(last, () => this.onSpent());
  }
}
