import type { Registry } from './registry.js';

/** What the stages of a rehearsal share. */
export interface Rehearsal {
  /** A copy of the repository, with a commit of its own: versions are changed here, and nowhere else. */
  readonly tree: string;
  /** An empty folder for the projects of users. */
  readonly projects: string;
  readonly registry: Registry;
  readonly redisUrl: string;
  /** How many projects are tried at a time. */
  readonly lanes: number;
}
