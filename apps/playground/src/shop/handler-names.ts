import type { FaultPlace, HandlerName } from '../contract.js';
import { isLayered, layeredPorts } from '../layers/layer-table.js';

/** Every handler of the shop; the record is what makes the compiler name a forgotten one. */
const handlers: Readonly<Record<HandlerName, string>> = {
  'queue:fulfil': 'Fulfils an order: packs, ships, tells the others.',
  'queue:notification.send': 'Sends one notification.',
  'queue:notification.batch': 'Sends many notifications, with progress.',
  'queue:email.send': 'Sends one e-mail.',
  'events:fulfilment': 'Makes a job of every order that was placed.',
  'events:notifications': 'Makes a notification of every order that was fulfilled.',
  'events:audit': 'Takes note of every event of an order.',
};

export function isHandler(name: string): name is HandlerName {
  return Object.hasOwn(handlers, name);
}

/** In the order of the record. */
export const handlerNames: readonly HandlerName[] = Object.keys(handlers).filter(isHandler);

/** What a handler does, in a sentence. */
export function aboutHandler(name: HandlerName): string {
  return handlers[name];
}

/** All that can be broken: ports first. */
export const faultPlaces: readonly FaultPlace[] = [...layeredPorts, ...handlerNames];

export function isFaultPlace(name: string): name is FaultPlace {
  return isLayered(name) || isHandler(name);
}
