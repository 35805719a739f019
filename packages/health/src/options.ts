import { errors } from './errors.js';

interface Bounds {
  readonly min: number;
  readonly max?: number;
  readonly whole?: boolean;
}

/** The number, the default where it was left out, or a `validation` error that names the option and what it was. */
export function numberOption(
  part: string,
  name: string,
  value: number | undefined,
  otherwise: number,
  { min, max = Number.MAX_SAFE_INTEGER, whole = false }: Bounds,
): number {
  if (value === undefined) return otherwise;
  if (typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw errors.invalid(part, `${name} must be a ${whole ? 'whole ' : ''}number ${range}, not ${String(value)}.`);
}
