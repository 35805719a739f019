import { repositorySuite, type RepositoryHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import type { Spoil } from './spoil.js';

/** One saboteur for each case of a table: what it does wrong, every row of the table must notice. */
export function forEachRow(beginning: string, name: string, sabotage: Spoil): readonly Saboteur<RepositoryHarness>[] {
  return repositorySuite.cases
    .filter((candidate) => candidate.name.startsWith(beginning))
    .map(({ name: caughtBy }) => ({ name: `${name} (${caughtBy.slice(beginning.length)})`, caughtBy, sabotage }));
}
