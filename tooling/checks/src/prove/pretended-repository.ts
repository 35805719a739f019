/** Where a copy of the tree pretends to live, for a manifest must say so before it is published with provenance. */
export const pretendedUrl = 'git+https://git.invalid/proof/of-gates.git';

/** What the release workflow of that repository would find in its environment. */
export const pretendedRelease: Readonly<Record<string, string>> = {
  NPM_CONFIG_PROVENANCE: 'true',
  GITHUB_REPOSITORY: 'proof/of-gates',
};
