import type { Layer } from '@infra/core';
import type { PortName } from '../contract.js';
import type { SpanRecorder } from './span-recorder.js';

const nothing = (): readonly string[] => [];

/** Records every call of any port as a span. Results and promises are the port's own. */
export function recordingLayer(recorder: SpanRecorder, port: PortName, provider: string): Layer {
  return (next) => (call) =>
    recorder.call({ port, op: call.operation, provider, subject: subjectOf(call.args) }, () => next(call), nothing);
}

/** What a call is about: its key or its name. Never content, which may be secret. */
function subjectOf([first]: readonly unknown[]): string {
  if (typeof first === 'string') return first;
  if (Array.isArray(first)) return several(first);
  if (typeof first === 'function') return 'a transaction';
  if (typeof first === 'object' && first !== null && 'id' in first && typeof first.id === 'string') return first.id;
  if (typeof first === 'object' && first !== null && 'prefix' in first) return `${String(first.prefix)}*`;
  return 'all';
}

/** Jobs and events have names; all else that comes in lists is keys. */
function several(list: readonly unknown[]): string {
  const first: unknown = list[0];
  const isNamed = typeof first === 'object' && first !== null && ('name' in first || 'type' in first);
  return `${list.length} ${isNamed ? 'of them' : 'keys'}`;
}
