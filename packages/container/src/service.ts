import type { Health } from '@infra/core';

/** A service that has started, as the container holds it. */
export interface StartedService {
  readonly name: string;
  readonly value: unknown;
  /** Whether the app is down when this service is. */
  readonly critical: boolean;
  /** Another name for a service that was there before: that one is checked and closed, this one is not. */
  readonly alias: boolean;
}

/** A service's method, bound to it, where it has one of this name: services are recognised by their shape. */
export function methodOf(
  service: unknown,
  name: 'start' | 'health' | 'close',
): ((options: object) => unknown) | undefined {
  if (service === null || (typeof service !== 'object' && typeof service !== 'function')) return undefined;
  const method: unknown = name in service ? Reflect.get(service, name) : undefined;
  if (typeof method !== 'function') return undefined;
  return (options): unknown => Reflect.apply(method, service, [options]);
}

/** What a method that should return a Result says has failed. A method that returns anything else has not failed. */
export function failureIn(returned: unknown): { readonly error: unknown } | undefined {
  if (typeof returned !== 'object' || returned === null || !('ok' in returned) || returned.ok !== false)
    return undefined;
  return { error: 'error' in returned ? returned.error : undefined };
}

/** The health in what `health()` returned, if there is one. */
export function healthIn(returned: unknown): Health | undefined {
  if (typeof returned !== 'object' || returned === null || !('ok' in returned && 'value' in returned)) return undefined;
  return returned.ok === true && isHealth(returned.value) ? returned.value : undefined;
}

function isHealth(value: unknown): value is Health {
  if (typeof value !== 'object' || value === null || !('status' in value && 'latencyMs' in value)) return false;
  const { status, latencyMs } = value;
  return typeof latencyMs === 'number' && (status === 'up' || status === 'degraded' || status === 'down');
}
