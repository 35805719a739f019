import { storageSuite, type StorageHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';

/** One saboteur for each case of a table: what it does wrong, every row of the table must notice. */
export function forEachRow(
  beginning: string,
  name: string,
  sabotage: (harness: StorageHarness) => StorageHarness,
): readonly Saboteur<StorageHarness>[] {
  return storageSuite.cases
    .filter((candidate) => candidate.name.startsWith(beginning))
    .map(({ name: caughtBy }) => ({ name: `${name} (${caughtBy.slice(beginning.length)})`, caughtBy, sabotage }));
}
