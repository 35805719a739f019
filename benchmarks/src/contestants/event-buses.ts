import { ok, unwrap } from '@infra/core';
import { createMemoryEventBus } from '@infra/events-memory';
import Emittery from 'emittery';
import { keep } from './keep.js';
import type { VALUE } from './values.js';

type Data = typeof VALUE;

export const OURS = 'ours';
export const ISOLATED = 'emittery, a structuredClone per listener';

/** Something with three handlers, and how many of them have had an event. */
export interface EventContestant {
  readonly name: string;
  readonly note: string;
  publish(data: Data): Promise<unknown>;
  readonly handled: () => number;
  close(): Promise<void>;
}

export async function memoryEventBuses(): Promise<readonly EventContestant[]> {
  return [emittery(ISOLATED, true), await ours(OURS), await ours('ours, no history', 0), emittery('emittery', false)];
}

async function ours(name: string, keepHistory?: number): Promise<EventContestant> {
  const bus = createMemoryEventBus<{ readonly happened: Data }>({ keepHistory });
  let handled = 0;
  for (const group of ['a', 'b', 'c']) {
    const handler = async ({ data }: { readonly data: Data }) => {
      keep(data);
      handled += 1;
      return ok();
    };
    unwrap(await bus.subscribe('happened', handler, { group }));
  }
  return {
    name,
    note: 'three groups; ids, order per key, retries; nobody can change what another gets',
    publish: async (data) => unwrap(await bus.publish('happened', data)),
    handled: () => handled,
    close: async () => unwrap(await bus.close()),
  };
}

function emittery(name: string, isIsolated: boolean): EventContestant {
  const emitter = new Emittery<{ readonly happened: Data }>();
  let handled = 0;
  for (let listener = 0; listener < 3; listener += 1) {
    emitter.on('happened', async (event: unknown) => {
      keep(isIsolated ? structuredClone((event as { readonly data?: Data }).data ?? event) : event);
      handled += 1;
    });
  }
  return {
    name,
    note: isIsolated ? 'three listeners with data of their own' : 'three listeners share the object: any may change it',
    publish: (data) => emitter.emit('happened', data),
    handled: () => handled,
    close: async () => emitter.clearListeners(),
  };
}
