import { cut } from './attributes.js';

const NAME_LENGTH = 1_024;

/** A name, whatever the caller gave: what is no text is named for what it is. */
export function nameOf(name: unknown): string {
  return typeof name === 'string' ? cut(name, NAME_LENGTH) : `a ${typeof name} as a name`;
}

/** A time that is one. */
export function timeOf(time: unknown): Date | undefined {
  return time instanceof Date && !Number.isNaN(time.getTime()) ? time : undefined;
}

/** Options, whatever the caller gave. */
export function optionsOf<Options extends object>(options: Options | undefined): Partial<Options> {
  return typeof options === 'object' && options !== null ? options : {};
}
