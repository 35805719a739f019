import type { Context } from '@infra/core';
import type { EventGroupName } from './shop-types.js';

/** What has happened to the orders of one run, as far as the shop is concerned. */
export class Ledger {
  /** Orders by the group that their event has reached. */
  readonly #arrived = new Map<EventGroupName, Set<string>>();
  readonly #parcels = new Map<string, number>();
  readonly #fulfilled = new Set<string>();
  /** By order: the job that tries to fulfil it. */
  readonly #jobs = new Map<string, string>();
  readonly #dying = new Set<string>();
  readonly #correlated = new Set<string>();
  #moves = 0;

  /** Changes with everything that happens: whoever waits sees whether anything moves. */
  get moves(): number {
    return this.#moves;
  }

  /** An event of this order has reached a group. */
  arrived(group: EventGroupName, order: string): void {
    const known = this.#arrived.get(group) ?? new Set();
    this.#arrived.set(group, known.add(order));
    this.#moves += 1;
  }

  /** A handler of this order runs as job `id`, in this context. */
  began(order: string, id: string, { correlationId }: Context): void {
    this.#jobs.set(order, id);
    if (correlationId === correlationOf(order)) this.#correlated.add(order);
    this.#moves += 1;
  }

  /** A parcel has left: what must not happen twice for an order. */
  shipped(order: string): void {
    this.#parcels.set(order, this.parcelsOf(order) + 1);
    this.#moves += 1;
  }

  fulfilled(order: string): void {
    this.#fulfilled.add(order);
    this.#moves += 1;
  }

  /** Its handler has failed for the last time. */
  died(order: string): void {
    this.#dying.add(order);
    this.#moves += 1;
  }

  hasArrived(group: EventGroupName, order: string): boolean {
    return this.#arrived.get(group)?.has(order) === true;
  }

  parcelsOf(order: string): number {
    return this.#parcels.get(order) ?? 0;
  }

  isFulfilled(order: string): boolean {
    return this.#fulfilled.has(order);
  }

  hasDied(order: string): boolean {
    return this.#dying.has(order);
  }

  /** Whether its job ran in the context in which it was placed. */
  isCorrelated(order: string): boolean {
    return this.#correlated.has(order);
  }

  jobOf(order: string): string | undefined {
    return this.#jobs.get(order);
  }
}

/** What is in the context of whoever places an order. */
export function correlationOf(order: string): string {
  return `order-${order}`;
}
