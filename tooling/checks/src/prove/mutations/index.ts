import type { Mutation } from '../mutation.js';
import { adapterMutations } from './adapter-mutations.js';
import { codeMutations } from './code-mutations.js';
import { lawMutations } from './law-mutations.js';
import { publishMutations } from './publish-mutations.js';
import { releaseMutations } from './release-mutations.js';

export const mutations: readonly Mutation[] = [
  ...lawMutations,
  ...codeMutations,
  ...releaseMutations,
  ...publishMutations,
  ...adapterMutations,
];
