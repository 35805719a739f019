import type { InfraErrorJson } from '@infra/core';
import { eventOf, type AnyLetter, type SubscriptionPlan } from '@internal/event-rules';
import { parkedOf, type Delivery } from './delivery.js';
import { readWire, typeOf, withDates, type ParkedDelivery } from './wire.js';

/** A letter as Redis has it. */
export interface StoredLetter extends ParkedDelivery {
  readonly id: string;
  readonly group: string;
  readonly pattern: string;
  readonly reason: InfraErrorJson;
  readonly diedAt: number;
}

export function letterText(
  id: string,
  { group, pattern }: SubscriptionPlan,
  delivery: Delivery,
  reason: InfraErrorJson,
): string {
  const letter: StoredLetter = { ...parkedOf(delivery), id, group, pattern, reason, diedAt: Date.now() };
  return JSON.stringify(letter);
}

export function readLetter(text: string): StoredLetter {
  const letter = JSON.parse(text) as StoredLetter;
  return { ...letter, failures: withDates(letter.failures) };
}

/** The letter as the port shows it; without the event where that cannot be read. */
export function showLetter(letter: StoredLetter): AnyLetter {
  const { id, group, pattern, wire, runs, failed, failures, reason, diedAt } = letter;
  const common = { id, type: typeOf(wire), group, pattern, runs, failures, reason, diedAt: new Date(diedAt) };
  try {
    const { record, data } = readWire(wire);
    return { ...common, event: eventOf(record, data, failed), context: record.context };
  } catch {
    return { ...common, context: {} };
  }
}

export function isReadable({ wire }: StoredLetter): boolean {
  try {
    readWire(wire);
    return true;
  } catch {
    return false;
  }
}
