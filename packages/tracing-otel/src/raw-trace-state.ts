import type { TraceState } from '@opentelemetry/api';

/**
 * A `tracestate` that was found well-formed, handed on as it came. OpenTelemetry's own drops members whose values are longer than 256
 * characters, though all 512 of a list are to be handed on.
 */
export function createRawTraceState(list: string): TraceState {
  const members = (): [string, string][] =>
    list
      .split(',')
      .filter((member) => member !== '')
      .map((member) => [member.slice(0, member.indexOf('=')), member.slice(member.indexOf('=') + 1)]);
  const without = (key: string): string[] =>
    members()
      .filter(([name]) => name !== key)
      .map(([name, value]) => `${name}=${value}`);
  return {
    // What was changed last comes first. https://www.w3.org/TR/trace-context/#mutating-the-tracestate-field
    set: (key, value) => createRawTraceState([`${key}=${value}`, ...without(key)].join(',')),
    unset: (key) => createRawTraceState(without(key).join(',')),
    get: (key) => members().find(([name]) => name === key)?.[1],
    serialize: () => list,
  };
}
