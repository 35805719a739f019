import type { AsyncResult } from '@infra/core';
import { errors } from '../errors.js';
import { createCircuitBreaker, type CircuitBreaker, type NamedCircuitBreakerOptions } from './circuit-breaker.js';
import type { CircuitBreakerOptions } from './options.js';

type Method<This, Args extends readonly unknown[], T> = (this: This, ...args: Args) => AsyncResult<T>;

/** Puts a circuit breaker around a method, under the decorators of TC39 and under those of `experimentalDecorators`. */
export interface CircuitBreakerDecorator {
  <This, Args extends readonly unknown[], T>(
    method: Method<This, Args, T>,
    context: ClassMethodDecoratorContext<This, Method<This, Args, T>>,
  ): Method<This, Args, T>;
  <Args extends readonly unknown[], T>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<(...args: Args) => AsyncResult<T>>,
  ): TypedPropertyDescriptor<(...args: Args) => AsyncResult<T>>;
}

/** Options with or without a name, or a breaker that others share. */
export type BreakerChoice = (CircuitBreakerOptions & { readonly name?: string | undefined }) | CircuitBreaker;

/**
 * Puts a circuit breaker around any function that returns an `AsyncResult`: the same function, which is not called while the circuit is
 * open. As a decorator it goes around a method; all instances of the class share the circuit.
 *
 * @param choice a breaker, or options for one. Its name is that of the function or method where none is given
 * @throws `validation` for options that make no sense, or where there is no name at all
 * @example const charge = withCircuitBreaker(chargeCard, { name: 'payments', consecutiveFailures: 3 });
 * @example class Payments { \@withCircuitBreaker({ name: 'payments' }) charge(order: Order): AsyncResult<Receipt> { … } }
 */
export function withCircuitBreaker<This, Args extends readonly unknown[], T>(
  work: Method<This, Args, T>,
  choice?: BreakerChoice,
): Method<This, Args, T>;
export function withCircuitBreaker(choice?: BreakerChoice): CircuitBreakerDecorator;
export function withCircuitBreaker<This, Args extends readonly unknown[], T>(
  workOrChoice: Method<This, Args, T> | BreakerChoice = {},
  choice: BreakerChoice = {},
): Method<This, Args, T> | CircuitBreakerDecorator {
  if (typeof workOrChoice === 'function') return around(workOrChoice, breakerOf(choice, workOrChoice.name));
  return decoratorFor(workOrChoice);
}

/** The third argument tells the two kinds of decorators apart: only the older one has a property descriptor. */
function decoratorFor(choice: BreakerChoice): CircuitBreakerDecorator {
  function decorator<This, Args extends readonly unknown[], T>(
    method: Method<This, Args, T>,
    context: ClassMethodDecoratorContext<This, Method<This, Args, T>>,
  ): Method<This, Args, T>;
  function decorator<Args extends readonly unknown[], T>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<(...args: Args) => AsyncResult<T>>,
  ): TypedPropertyDescriptor<(...args: Args) => AsyncResult<T>>;
  function decorator<Args extends readonly unknown[], T>(
    methodOrTarget: object,
    contextOrKey: string | symbol | { readonly name: string | symbol },
    descriptor?: TypedPropertyDescriptor<(...args: Args) => AsyncResult<T>>,
  ): Method<unknown, Args, T> | TypedPropertyDescriptor<(...args: Args) => AsyncResult<T>> {
    const key = typeof contextOrKey === 'object' ? contextOrKey.name : contextOrKey;
    const breaker = breakerOf(choice, typeof key === 'symbol' ? (key.description ?? '') : key);
    const method = descriptor === undefined ? methodOrTarget : descriptor.value;
    if (typeof method !== 'function') {
      throw errors.invalid('withCircuitBreaker', `${breaker.name} is no method: only methods can be decorated.`);
    }
    const guarded = around(method as Method<unknown, Args, T>, breaker);
    return descriptor === undefined ? guarded : { ...descriptor, value: guarded };
  }
  return decorator;
}

function around<This, Args extends readonly unknown[], T>(
  work: Method<This, Args, T>,
  breaker: CircuitBreaker,
): Method<This, Args, T> {
  return function guarded(this: This, ...args: Args): AsyncResult<T> {
    return breaker.execute(() => work.apply(this, args as never));
  };
}

function breakerOf(choice: BreakerChoice, name: string): CircuitBreaker {
  if ('execute' in choice) return choice;
  const options: NamedCircuitBreakerOptions = { ...choice, name: choice.name ?? name };
  return createCircuitBreaker(options);
}
