import { invalidOption } from './errors.js';

/** That an option has these methods. Types say it already; JavaScript does not. */
export function checkPort(part: string, name: string, value: unknown, ...methods: readonly string[]): void {
  const fits =
    typeof value === 'object' &&
    value !== null &&
    methods.every((method) => typeof Reflect.get(value, method) === 'function');
  if (!fits) throw invalidOption(part, `${name} must have ${methods.join(', ')}; it is ${shown(value)}.`);
}

export function checkNumber(part: string, name: string, value: unknown, min: number): void {
  if (typeof value === 'number' && value >= min) return;
  throw invalidOption(part, `${name} must be a number of at least ${min}, not ${shown(value)}.`);
}

/** A value in a message: of an object only that it is one. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 100));
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
