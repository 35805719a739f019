import { err, ok, type AsyncResult, type ClaimedMessage, type InfraError, type Result } from '@infra/core';
import { within } from '@internal/deadline';
import { isPermanent } from '@internal/handler-rules';
import { parseTraceparent } from '@internal/trace-context';
import { batchesOf, type Batch } from './batches.js';
import { errors } from './errors.js';
import type { RelayPlan } from './relay-options.js';

/** What became of the messages of a claim. Those that are in none were not tried. */
export interface Outcome {
  readonly published: string[];
  readonly failed: { readonly message: ClaimedMessage; readonly error: InfraError }[];
}

/** How long publishing may go on. */
export interface Bounds {
  /** On the monotonic clock. */
  readonly untilMs: number;
  /** Aborts what runs; nothing else is begun. */
  readonly signal: AbortSignal;
}

type Bus = RelayPlan['bus'];

/** Publishes the messages of a claim: keys in their order, some calls at a time. */
export class Publisher {
  private readonly plan: RelayPlan;

  constructor(plan: RelayPlan) {
    this.plan = plan;
  }

  async publish(messages: readonly ClaimedMessage[], bounds: Bounds): Promise<Outcome> {
    const outcome: Outcome = { published: [], failed: [] };
    const batches = batchesOf(messages, this.plan.context !== undefined);
    /** For each key the end of its last batch, and for each call that may run the end of the one before. */
    const tails = new Map<string, Promise<void>>();
    const lanes = Array.from({ length: this.plan.parallel }, () => Promise.resolve());
    const stuck = new Set<string>();
    const running = batches.map((batch, index) => {
      const lane = index % lanes.length;
      const keys = new Set(batch.messages.flatMap(({ key }) => key ?? []));
      // Whatever it waits for was begun before it: nobody waits for ever.
      const earlier = [lanes[lane], ...[...keys].map((key) => tails.get(key))];
      const before = earlier.filter((one) => one !== undefined);
      const done = Promise.all(before).then(() => this.publishBatch(batch, stuck, bounds, outcome));
      lanes[lane] = done;
      for (const key of keys) tails.set(key, done);
      return done;
    });
    await Promise.all(running);
    return outcome;
  }

  private async publishBatch(batch: Batch, stuck: Set<string>, bounds: Bounds, outcome: Outcome): Promise<void> {
    const isStuck = ({ key }: ClaimedMessage): boolean => key !== undefined && stuck.has(key);
    const messages = batch.messages.filter((message) => !isStuck(message));
    if (messages.length === 0 || this.isOver(bounds)) return;
    const all = await this.call({ ...batch, messages }, bounds);
    if (all.ok) {
      outcome.published.push(...messages.map(({ id }) => id));
      return;
    }
    if (messages.length > 1 && isPermanent(all.error)) {
      // All or none: one of them is refused, and the others need not go down with it.
      for (const message of messages) {
        await this.publishBatch({ ...batch, messages: [message] }, stuck, bounds, outcome);
      }
      return;
    }
    for (const message of messages) {
      // Of a key the first has failed, and the others have not been tried.
      if (isStuck(message)) continue;
      if (message.key !== undefined && !isPermanent(all.error)) stuck.add(message.key);
      // Whoever closes has given up, and not the bus.
      if (all.error.code !== 'cancelled') outcome.failed.push({ message, error: all.error });
    }
  }

  private isOver({ untilMs, signal }: Bounds): boolean {
    return signal.aborted || this.plan.clock.monotonicMs() >= untilMs;
  }

  /** One call of the bus, which ends when it must: a bus that does not answer holds up nobody for longer than the lease. */
  private async call(batch: Batch, { untilMs, signal }: Bounds): AsyncResult<unknown> {
    const { bus, clock, context } = this.plan;
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    const work = (): AsyncResult<unknown> => publishOn(bus, batch, either);
    const leftMs = Math.max(0, untilMs - clock.monotonicMs());
    const called = await within<Result<unknown>>(
      clock,
      leftMs,
      () => (context === undefined ? work() : context.run(batch.context, work)),
      signal,
    );
    if (called.kind === 'done') return called.value;
    if (called.kind === 'failed') return err(errors.thrown('relay.publish', called.cause));
    if (called.kind === 'aborted') return err(errors.closing());
    stop.abort();
    return err(errors.leaseOver());
  }
}

/** With a key on a bus without order, one after the other: what the bus makes of it is its own. */
async function publishOn(bus: Bus, { messages, isKeyed }: Batch, signal: AbortSignal): AsyncResult<unknown> {
  const events = messages.map(({ id, type, data, subject, time, context, key = '' }) => ({
    id,
    type,
    data,
    subject,
    time,
    traceparent: parseTraceparent(context['traceparent']) === undefined ? undefined : context['traceparent'],
    key,
  }));
  const { ordered } = bus;
  const [first] = events;
  if (first === undefined) return ok();
  if (events.length > 1) {
    return isKeyed && ordered !== undefined
      ? ordered.publishMany(events, { signal })
      : bus.publishMany(
          events.map(({ key: _, ...event }) => event),
          { signal },
        );
  }
  const { type, data, key, ...options } = first;
  return isKeyed && ordered !== undefined
    ? ordered.publish(key, type, data, { ...options, signal })
    : bus.publish(type, data, { ...options, signal });
}
