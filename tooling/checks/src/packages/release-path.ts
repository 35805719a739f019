import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, textRecord } from '../json.js';

const WORKFLOW = '.github/workflows/release.yml';

/** What a release does, in this order: `changeset publish` builds nothing and packs whatever is in dist, or nothing. */
const STEPS = ['pnpm build', 'pnpm check:packages', 'changeset publish'];

/** There is one way to publish, and it builds, looks at what would be packed, and leaves provenance. */
export function releasePathProblems(root: string): string[] {
  const scripts = textRecord(readJson(join(root, 'package.json'))['scripts']);
  const wanted = STEPS.join(' && ');
  const problems =
    scripts['release'] === wanted
      ? []
      : [`package.json: the script "release" must be "${wanted}": publishing builds nothing and checks nothing itself`];
  for (const [name, script] of Object.entries(scripts)) {
    if (name === 'release' || !/\bpublish\b/.test(script)) continue;
    problems.push(`package.json: the script "${name}" publishes without a build and a check; only "release" publishes`);
  }
  return [...problems, ...workflowProblems(root)];
}

function workflowProblems(root: string): string[] {
  const path = join(root, WORKFLOW);
  if (!existsSync(path)) return [`${WORKFLOW} is missing`];
  // Without comments, which may say anything.
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim());
  const problems: string[] = [];
  const expect = (line: string, why: string): void => {
    if (!lines.includes(line)) problems.push(`${WORKFLOW}: lacks "${line}": ${why}`);
  };
  expect('publish: pnpm run release', 'it builds and checks before it publishes');
  expect("NPM_CONFIG_PROVENANCE: 'true'", 'what is published could not be traced to its source');
  expect('id-token: write', 'npm cannot sign provenance without it');
  if (lines.some((line) => /(?:npm|pnpm|changeset|yarn)\s+publish\b/.test(line))) {
    problems.push(`${WORKFLOW}: publishes by itself; leave that to the script "release"`);
  }
  return problems;
}
