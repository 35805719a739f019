import type { ContextCarrier } from '@infra/core';
import type { Ledger } from '../../shop/ledger.js';
import type { Shop } from '../../shop/shop.js';
import type { Order } from '../../shop/shop-types.js';
import type { ShopPorts } from '../../shop/visit.js';
import type { Time } from '../../time.js';
import type { Step, StepContext } from '../scenario.js';

export type OrdersParam = 'orders' | 'concurrency' | 'failing' | 'poison' | 'seed';

export interface OrdersWorld {
  readonly params: Readonly<Record<OrdersParam, number>>;
  readonly run: string;
  readonly ports: ShopPorts;
  readonly shop: Shop;
  readonly ledger: Ledger;
  /** Those that the handler can fulfil. */
  readonly sound: readonly Order[];
  /** Those that it cannot, until it is mended. */
  readonly poison: readonly Order[];
  readonly carrier: ContextCarrier;
  readonly time: Time;
  readonly signal: AbortSignal;
  /** Set when something did not come: what would wait for it as well has no sense then. */
  stuck: boolean;
  /** Teaches the handler the format of the poison orders. */
  mend(): void;
}

export type OrdersStep = Step<OrdersParam, OrdersWorld>;

/** So long may nothing move before it is taken for the end, in milliseconds. */
export const STILL_MS = 5_000;
/** In milliseconds. */
export const LOOK_EVERY_MS = 5;

/** Waits until `count` says `target`, for as long as something moves. Returns what it said last. */
export async function waitFor(
  world: OrdersWorld,
  step: Pick<StepContext, 'advance'>,
  target: number,
  count: () => number,
): Promise<number> {
  const { ledger, time, signal } = world;
  let [told, moves, movedMs] = [0, -1, 0];
  for (;;) {
    const now = count();
    if (now > told) step.advance(now - told);
    told = Math.max(told, now);
    if (ledger.moves !== moves) [moves, movedMs] = [ledger.moves, time.monotonicMs()];
    if (now >= target || signal.aborted) return now;
    if (time.monotonicMs() - movedMs > STILL_MS) {
      world.stuck = true;
      return now;
    }
    await time.delay(LOOK_EVERY_MS);
  }
}

/** What may be the matter where something does not come. */
export async function whyNot({ ports }: OrdersWorld): Promise<string> {
  const stats = await ports.queue.stats();
  if (!stats.ok) return `; the queue says: ${stats.error.message}`;
  return stats.value.paused ? '; the queue is paused' : '';
}

/** For a step that comes after others. */
export function whenStuck({ stuck }: OrdersWorld): string | undefined {
  return stuck ? 'nothing moves any more' : undefined;
}
