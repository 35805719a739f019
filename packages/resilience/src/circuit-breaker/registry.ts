import type { CircuitBreaker } from './circuit-breaker.js';

/**
 * The breakers of an application, for those who watch and switch them: it is made by the caller and handed in, and there is no other
 * place where they are kept. A name stands for one breaker: where several layers with the same registry go around one provider, they
 * share the one that the first of them made, with its options.
 */
export interface CircuitBreakerRegistry {
  get(name: string): CircuitBreaker | undefined;
  /** In the order in which they were made, which for layers is with the first call to a provider. */
  all(): readonly CircuitBreaker[];
  /** The one of this name, made now if there is none. */
  getOrCreate(name: string, make: () => CircuitBreaker): CircuitBreaker;
}

export function createCircuitBreakerRegistry(): CircuitBreakerRegistry {
  const breakers = new Map<string, CircuitBreaker>();
  return {
    get: (name) => breakers.get(name),
    all: () => [...breakers.values()],
    getOrCreate(name, make) {
      const found = breakers.get(name);
      if (found !== undefined) return found;
      const made = make();
      breakers.set(name, made);
      return made;
    },
  };
}
