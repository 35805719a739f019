import { ok, type AsyncResult, type IoOptions, type ParkedMessage } from '@infra/core';
import type { BarePorts } from '../composition/start-composition.js';
import type { OutboxDetailView, OutboxView, ParkedView } from '../contract.js';
import type { ShopRelay } from '../shop/relay.js';
import { gistOf } from './as-json.js';
import { problemIn } from './problem-in.js';

/** As many are shown. */
const SHOWN = 100;

type Data = Pick<BarePorts, 'database'>;

/** How the outbox is doing now. What cannot be asked says why. */
export async function lookAtOutbox(
  { database: { messages } }: Data,
  relay: ShopRelay,
  provider: string,
  options?: IoOptions,
): Promise<OutboxView> {
  const counts = await messages.outbox.counts(options);
  const view = { provider, running: relay.isRunning };
  if (!counts.ok) return { ...view, pending: 0, claimed: 0, parked: 0, oldestPendingMs: 0, ...problemIn(counts) };
  return { ...view, ...counts.value, oldestPendingMs: Math.round(counts.value.oldestPendingMs) };
}

/** The same, with what is parked. */
export async function lookIntoOutbox(
  ports: Data,
  relay: ShopRelay,
  provider: string,
  options?: IoOptions,
): AsyncResult<OutboxDetailView> {
  const outbox = await lookAtOutbox(ports, relay, provider, options);
  const parked = await ports.database.messages.outbox.parked.list({ ...options, limit: SHOWN });
  if (!parked.ok) return parked;
  const { items, nextCursor } = parked.value;
  return ok({ outbox, parked: items.map(parkedViewOf), isMore: nextCursor !== undefined });
}

function parkedViewOf({ id, type, key, parkedAt, attempts, reason, data }: ParkedMessage): ParkedView {
  return {
    ...{ id, type, attempts, reason, gist: gistOf(data) },
    parkedAt: parkedAt.toISOString(),
    ...(key !== undefined && { key }),
  };
}
