import type { RepositoryHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import { creatingSaboteurs } from './creating-saboteurs.js';
import { findingSaboteurs } from './finding-saboteurs.js';

/** Wrong databases, which the suite must reject, each by the case meant for it. */
export const repositorySaboteurs: readonly Saboteur<RepositoryHarness>[] = [...creatingSaboteurs, ...findingSaboteurs];
