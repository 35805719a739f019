import { join } from 'node:path';
import { readJson, textRecord } from '@tooling/checks';
import { neededPackages } from './readme-blocks.js';
import { packagesOf } from './versioning.js';

/** The third parties that sources import, in the ranges that this workspace itself uses, those that users are told first. */
export function thirdParties(tree: string, sources: readonly string[]): Readonly<Record<string, string>> {
  const packages = packagesOf(tree);
  const root = readJson(join(tree, 'package.json'));
  const told = packages.map(({ dependencies, peerDependencies }) => ({ ...dependencies, ...peerDependencies }));
  const used = [textRecord(root['devDependencies']), ...packages.map(({ devDependencies }) => devDependencies)];
  const ranges = new Map([...used, ...told].flatMap((each) => Object.entries(each)));
  const others = sources.flatMap(neededPackages).filter((name) => !name.startsWith('@infra/'));
  return Object.fromEntries(others.map((name) => [name, ranges.get(name) ?? '*']));
}
