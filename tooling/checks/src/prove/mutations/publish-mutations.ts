import { append, create, json, remove, replace, type Mutation } from '../mutation.js';
import { pretendedRelease } from '../pretended-repository.js';

const CORE = 'packages/core';
const WORKFLOW = '.github/workflows/release.yml';
const narrow = { gate: 'packages', filter: WORKFLOW } as const;

/** What would publish the wrong thing, or nothing that can be traced. */
export const publishMutations: readonly Mutation[] = [
  {
    name: 'a package would be published without dist',
    file: `${CORE}/package.json`,
    edit: json('files', ['CHANGELOG.md']),
    gate: 'packages',
    filter: CORE,
    expects: /@infra\/core: the tarball has no dist\/index\.js; build first/,
  },
  {
    name: 'a release does not build',
    file: 'package.json',
    edit: replace('pnpm build && pnpm check:packages', 'pnpm check:packages'),
    ...narrow,
    expects: /the script "release" must be "pnpm build && pnpm check:packages && changeset publish"/,
  },
  {
    name: 'a release does not look at what it packs',
    file: 'package.json',
    edit: replace(' && pnpm check:packages && changeset publish', ' && changeset publish'),
    ...narrow,
    expects: /the script "release" must be/,
  },
  {
    name: 'a second script publishes',
    file: 'package.json',
    edit: json('scripts quick', 'pnpm -r publish'),
    ...narrow,
    expects: /the script "quick" publishes without a build and a check/,
  },
  {
    name: 'the release workflow goes missing',
    file: WORKFLOW,
    edit: remove(),
    ...narrow,
    expects: /release\.yml is missing/,
  },
  {
    name: 'the release workflow publishes by itself',
    file: WORKFLOW,
    edit: append('      - run: npx changeset publish'),
    ...narrow,
    expects: /release\.yml: publishes by itself/,
  },
  {
    name: 'the release workflow leaves provenance out',
    file: WORKFLOW,
    edit: replace(/NPM_CONFIG_PROVENANCE: 'true'/, "NPM_CONFIG_PROVENANCE: 'false'"),
    ...narrow,
    expects: /release\.yml: lacks "NPM_CONFIG_PROVENANCE: 'true'"/,
  },
  {
    name: 'the release workflow may not sign',
    file: WORKFLOW,
    edit: replace('id-token: write', 'id-token: none'),
    ...narrow,
    expects: /release\.yml: lacks "id-token: write"/,
  },
  {
    name: 'a package is published with provenance and has no repository',
    file: `${CORE}/package.json`,
    edit: json('repository', {}),
    gate: 'packages',
    filter: CORE,
    env: pretendedRelease,
    expects: /packages\/core\/package\.json: has no "repository" with a "url", which provenance needs/,
  },
  {
    name: 'a package says that it is from another repository',
    file: `${CORE}/package.json`,
    edit: json('repository url', 'git+https://git.invalid/somebody/else.git'),
    gate: 'packages',
    filter: CORE,
    env: pretendedRelease,
    expects: /"repository\.url" is .*somebody\/else\.git, but this workflow runs in proof\/of-gates/,
  },
  {
    name: 'a core major gives a dependent a patch only',
    file: '.changeset/mutation.md',
    edit: create(`---\n'@infra/core': major\n'@infra/cache-memory': patch\n---\n\nEverything is new.`),
    gate: 'changesets',
    expects: /@infra\/cache-memory: @infra\/core has a pending major, which breaks its users too: write a \w+ for it/,
  },
  {
    name: 'an internal package changes that all adapters bundle',
    file: 'internal/clock/src/index.ts',
    edit: append('export const changed: boolean = true;'),
    gate: 'changesets',
    expects: /cache-memory: changed[^]*cache-redis: changed[^]*container: changed[^]*logger-console: changed/,
  },
];
