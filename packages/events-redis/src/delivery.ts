import type { EventFailure } from '@infra/core';
import { fieldsOf, type ParkedDelivery, type WireEvent } from './wire.js';

/** An event on its way to a group, as a consumer has it. */
export interface Delivery {
  /** Where it lies: an entry of the stream, or parked beside it. */
  readonly kind: 'entry' | 'parked';
  readonly id: string;
  readonly wire: WireEvent;
  /** Which run this is, from 1. */
  readonly runs: number;
  readonly failed: number;
  readonly crashes: number;
  readonly failures: readonly EventFailure[];
  /** Of an entry with a key: the entry of that key before it, with which the group may not be done. */
  readonly before?: string | undefined;
}

/** An entry of the stream that was handed to a consumer, so many times before. */
export function entryOf(id: string, fields: unknown, before: number): Delivery {
  const read = fieldsOf(fields);
  return { kind: 'entry', id, runs: before + 1, failed: 0, crashes: before, failures: [], ...read };
}

/** What is kept of it when it is parked. */
export function parkedOf({ wire, runs, failed, crashes, failures }: Delivery): ParkedDelivery {
  return { wire, runs, failed, crashes, failures };
}

/** One whose order has to be kept before it may run: what is parked has been through that. */
export function isToBeGated({ kind, wire }: Delivery): boolean {
  return kind === 'entry' && wire.key !== undefined;
}
