import type { EventGroup, IoOptions, JobState } from '@infra/core';
import type { BarePorts } from '../composition/start-composition.js';
import type { ShopRelay } from '../shop/relay.js';
import { lookAtOutbox } from './look-at-outbox.js';
import { problemIn } from './problem-in.js';
import type { Composition, QueueView, StreamsView, WorkView } from '../contract.js';

/** Dead letters of events are counted up to here: to count them is to read them, every second. */
const COUNTED = 100;

const NONE: Readonly<Record<JobState, number>> = {
  ...{ waiting: 0, active: 0, delayed: 0, failed: 0, completed: 0, dead: 0 },
};

/** How the queue and the bus are doing now. What cannot be asked says why. */
export async function lookAtWork(
  ports: BarePorts,
  relay: ShopRelay,
  composition: Pick<Composition, 'queue' | 'events' | 'database'>,
  at: number,
  options?: IoOptions,
): Promise<WorkView> {
  const [queue, streams, outbox] = await Promise.all([
    lookAtQueue(ports, composition.queue, options),
    lookAtStreams(ports, composition.events, options),
    lookAtOutbox(ports, relay, composition.database, options),
  ]);
  return { at, queue, streams, outbox };
}

async function lookAtQueue({ queue }: BarePorts, provider: string, options?: IoOptions): Promise<QueueView> {
  const [counts, stats] = await Promise.all([queue.counts(options), queue.stats(options)]);
  const view = { provider, name: queue.name };
  if (!counts.ok || !stats.ok) {
    const unknown = { counts: NONE, paused: false, completed: 0, died: 0, oldestWaitingMs: 0 };
    return { ...view, ...unknown, ...problemIn(counts, stats) };
  }
  const { paused, completed, died, oldestWaitingMs } = stats.value;
  return { ...view, counts: counts.value, paused, completed, died, oldestWaitingMs: Math.round(oldestWaitingMs) };
}

async function lookAtStreams({ events }: BarePorts, provider: string, options?: IoOptions): Promise<StreamsView> {
  const [groups, letters] = await Promise.all([
    events.groups.list(options),
    events.deadLetters.list({ ...options, limit: COUNTED }),
  ]);
  if (!groups.ok || !letters.ok) {
    const none: readonly EventGroup[] = [];
    return { provider, groups: none, dead: 0, isMore: false, ...problemIn(groups, letters) };
  }
  const { items, nextCursor } = letters.value;
  return { provider, groups: groups.value, dead: items.length, isMore: nextCursor !== undefined };
}
