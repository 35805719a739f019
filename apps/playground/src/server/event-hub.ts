import { randomBytes } from 'node:crypto';
import type { LiveEvent, Snapshot, Span } from '../contract.js';

export interface EventHubOptions {
  /** How long events are collected before they are sent together, in milliseconds. Default: 100. */
  readonly batchMs?: number;
  /** After how long without an event a comment is sent, so that a dead connection is noticed. Default: 15,000. */
  readonly heartbeatMs?: number;
  /** How many batches are kept for those who come back. Default: 10,000. */
  readonly ringSize?: number;
  /** How many bytes of them. Default: 16 MiB. */
  readonly ringBytes?: number;
}

/** How many batches may wait for a slow reader before it is told to start over. */
const LONGEST_QUEUE = 200;

interface Batch {
  readonly seq: number;
  readonly text: string;
}

/**
 * One stream of events for every tab, in batches. Ids are `<boot>-<seq>`: a tab that comes back with the last one gets
 * what it has missed, or, when that is gone, `reset` and how things are now.
 */
export class EventHub {
  readonly #options: Required<EventHubOptions>;
  /** Another process counts from 0 as well: its ids must not be taken for ours. */
  readonly #boot = randomBytes(6).toString('hex');
  readonly #subscribers = new Set<(batch: Batch) => void>();
  readonly #ends = new Set<() => void>();
  #ring: Batch[] = [];
  #ringBytes = 0;
  #seq = 0;
  #pending: LiveEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: EventHubOptions = {}) {
    this.#options = { batchMs: 100, heartbeatMs: 15_000, ringSize: 10_000, ringBytes: 16 * 1024 * 1024, ...options };
  }

  /** How many streams are open. */
  get connections(): number {
    return this.#subscribers.size;
  }

  publish(event: LiveEvent): void {
    if (this.#closed) return;
    this.#pending.push(event);
    this.#timer ??= setTimeout(() => this.flush(), this.#options.batchMs);
  }

  /** Sends what has been collected, now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = coalesce(this.#pending);
    this.#pending = [];
    if (events.length === 0) return;
    this.#seq += 1;
    const batch = { seq: this.#seq, text: this.#message('batch', this.#seq, events) };
    this.#ring.push(batch);
    this.#ringBytes += batch.text.length;
    while (this.#ring.length > this.#options.ringSize || this.#ringBytes > this.#options.ringBytes) {
      this.#ringBytes -= this.#ring.shift()?.text.length ?? 0;
    }
    for (const send of this.#subscribers) send(batch);
  }

  /**
   * The bytes of `text/event-stream`. A reader that is slow makes the stream wait, and no other one; `snapshot` is asked
   * for when the reader has to start over.
   */
  open(lastEventId: string | undefined, snapshot: () => Promise<Snapshot>): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    let queue: string[] = [];
    let wake: (() => void) | undefined;
    let ended = this.#closed;
    let mustReset = true;

    const receive = ({ text }: Batch): void => {
      queue.push(text);
      if (queue.length > LONGEST_QUEUE) {
        queue = [];
        mustReset = true;
      }
      wake?.();
    };
    const end = (): void => {
      ended = true;
      this.#subscribers.delete(receive);
      this.#ends.delete(end);
      wake?.();
    };
    const missed = this.#since(lastEventId);
    if (missed !== undefined) {
      queue = missed.map((batch) => batch.text);
      mustReset = false;
    }
    if (!ended) {
      this.#subscribers.add(receive);
      this.#ends.add(end);
    }

    const next = async (): Promise<string | undefined> => {
      if (mustReset) {
        mustReset = false;
        // Before the snapshot: what happens while it is taken is sent again afterwards, rather than never.
        const seq = this.#seq;
        return this.#message('reset', seq, await snapshot());
      }
      if (queue.length === 0 && !ended) {
        let heartbeat: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
          heartbeat = setTimeout(resolve, this.#options.heartbeatMs);
        });
        clearTimeout(heartbeat);
        wake = undefined;
      }
      if (mustReset) return next();
      return queue.shift() ?? (ended ? undefined : ': still here\n\n');
    };
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const text = await next();
          if (text === undefined) controller.close();
          else controller.enqueue(encoder.encode(text));
        },
        cancel: end,
      },
      { highWaterMark: 1 },
    );
  }

  /** Ends every stream. */
  async close(): Promise<void> {
    this.flush();
    this.#closed = true;
    for (const end of this.#ends) end();
  }

  /** The batches after this id; `undefined` when they are not all here. */
  #since(lastEventId: string | undefined): readonly Batch[] | undefined {
    const [boot, text] = lastEventId?.split('-') ?? [];
    if (boot !== this.#boot || text === undefined || !/^\d+$/.test(text)) return undefined;
    const seq = Number(text);
    const first = this.#ring[0]?.seq ?? this.#seq + 1;
    return seq > this.#seq || seq + 1 < first ? undefined : this.#ring.filter((batch) => batch.seq > seq);
  }

  #message(event: string, seq: number, data: unknown): string {
    return `id: ${this.#boot}-${seq}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  }
}

/** Of a state only the last word counts; spans of a run go together. */
function coalesce(events: readonly LiveEvent[]): LiveEvent[] {
  const states = new Map<string, LiveEvent>();
  const spans = new Map<string, Span[]>();
  for (const [index, event] of events.entries()) {
    if (event.type === 'spans') {
      const list = spans.get(event.run) ?? [];
      list.push(...event.spans);
      spans.set(event.run, list);
    } else {
      states.set(stateOf(event) ?? `${index}`, event);
    }
  }
  return [...[...spans].map(([run, list]) => ({ type: 'spans' as const, run, spans: list })), ...states.values()];
}

/** Which state an event is the latest word on; `undefined`: each is a word of its own. */
function stateOf(event: LiveEvent): string | undefined {
  if (event.type === 'run') return `run ${event.run.id}`;
  return event.type === 'composition' || event.type === 'faults' || event.type === 'work' ? event.type : undefined;
}
