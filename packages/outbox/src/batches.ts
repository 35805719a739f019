import type { ClaimedMessage, Context } from '@infra/core';

/** Messages that are published by one call: in one context, all with a key or all without. */
export interface Batch {
  readonly context: Context;
  readonly isKeyed: boolean;
  readonly messages: readonly ClaimedMessage[];
}

/** Neighbours that can be published by one call, in their order. */
export function batchesOf(messages: readonly ClaimedMessage[], isByContext: boolean): readonly Batch[] {
  const batches: { context: Context; name: string; isKeyed: boolean; messages: ClaimedMessage[] }[] = [];
  for (const message of messages) {
    const isKeyed = message.key !== undefined;
    const name = isByContext ? nameOf(message.context) : '';
    const last = batches.at(-1);
    if (last?.isKeyed === isKeyed && last.name === name) last.messages.push(message);
    else batches.push({ context: message.context, name, isKeyed, messages: [message] });
  }
  return batches;
}

function nameOf(context: Context): string {
  return JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1)));
}
