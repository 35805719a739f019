import type { Call } from '@infra/core';

/** Finds the state for a call. */
export type StateOf<T> = (call: Call) => T;

/** `cache/redis`: what state is shared by. */
export function providerName({ port, provider }: Pick<Call, 'port' | 'provider'>): string {
  return `${port}/${provider}`;
}

/**
 * State that belongs to a provider, not to a call site: however many operations and ports a layer goes around, all calls of one
 * port and provider share one. Gives back what a layer asks for a finder, one for each operation, which remembers the last answer.
 */
export function perProvider<T>(make: (name: string) => T): () => StateOf<T> {
  const states = new Map<string, T>();
  const find = (call: Call): T => {
    const name = providerName(call);
    const found = states.get(name);
    if (found !== undefined) return found;
    const made = make(name);
    states.set(name, made);
    return made;
  };
  return () => remembering(find);
}

/** An operation asks for the same state at every call: the name is not built and looked up again. */
export function remembering<T>(find: (call: Call) => T): StateOf<T> {
  let last: { readonly port: string; readonly provider: string; readonly state: T } | undefined;
  return (call) => {
    if (last?.port === call.port && last.provider === call.provider) return last.state;
    const state = find(call);
    last = { port: call.port, provider: call.provider, state };
    return state;
  };
}
