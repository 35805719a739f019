import type { Call } from '@infra/core';
import type { CallEvent, OnEvent, ResilienceEvent } from './events.js';

/** The call of an event, without what must not leave it. */
export function named({ port, provider, operation }: Call): CallEvent {
  return { port, provider, operation };
}

/** Tells the observer, if there is one. `make` is called for an observer only. */
export function tell(onEvent: OnEvent | undefined, make: () => ResilienceEvent): void {
  if (onEvent === undefined) return;
  try {
    onEvent(make());
  } catch {
    // An observer that fails is no reason for a call to fail.
  }
}
