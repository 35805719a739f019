import type { InfraError } from '@infra/core';
import { isToBeGated, type Delivery } from './delivery.js';
import type { GroupStore } from './group-store.js';
import type { Intake } from './intake.js';
import type { Recorder } from './recorder.js';
import type { Runner } from './runner.js';

/** How many entries that were handed to it a consumer may not know of at most: what one read brings. */
const MOST_UNKNOWN = 100;

export interface GivingBack {
  readonly store: GroupStore;
  readonly runner: Runner;
  readonly recorder: Recorder;
  readonly intake: Intake;
  /** How many it read at a time. */
  readonly most: number;
  readonly isKnown: (id: string) => boolean;
  readonly tell: (error: InfraError) => void;
}

/** Another member gets at once what this one has and did not finish. */
export async function giveBack(parts: GivingBack): Promise<void> {
  const { store, runner, recorder, tell } = parts;
  const handedOut = runner.deliveries.length + parts.most;
  const unknown = await store.pending.unknown(MOST_UNKNOWN + handedOut, parts.isKnown);
  for (const delivery of runner.surrender()) recorder.park(delivery, 0);
  if (unknown.ok) await giveBackUnread(unknown.value, parts);
  await recorder.flush();
  const left = await store.leave();
  if (!left.ok) tell(left.error);
}

/** What was on its way when reading ended: nobody has begun with it, and those with keys have to be in order first. */
async function giveBackUnread(deliveries: readonly Delivery[], parts: GivingBack): Promise<void> {
  const { store, recorder, intake } = parts;
  const unread = deliveries.map((delivery) => ({ ...delivery, runs: Math.max(0, delivery.runs - 2), crashes: 0 }));
  for (const delivery of unread.filter((one) => !isToBeGated(one))) {
    if (intake.isForUs(delivery)) recorder.park(delivery, 0);
    else recorder.done(delivery);
  }
  const toBeGated = unread.filter(isToBeGated);
  if (toBeGated.length === 0) return;
  const gated = await store.gate(
    toBeGated.map((delivery) => ({ ...delivery, runs: delivery.runs + 1 })),
    intake.isForUs,
  );
  if (!gated.ok) return;
  for (const delivery of toBeGated) if (gated.value.free.has(delivery.id)) recorder.park(delivery, 0);
}
