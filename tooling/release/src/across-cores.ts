import { readFileSync } from 'node:fs';
import type { ConsumerProgram } from '@tooling/checks';

/** An application that trades errors, Results and ports with adapters which may have a core of their own. */
export function acrossCores(): ConsumerProgram {
  const source = readFileSync(new URL('programs/across-cores.ts', import.meta.url), 'utf8');
  return { name: 'across-cores', source };
}

/** The packages that it uses. */
export const CACHE = '@infra/cache-memory';
export const CONTAINER = '@infra/container';
export const LOGGER = '@infra/logger-console';
