import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson, text, textRecord, type JsonRecord } from './json.js';

/** The folder that holds this repository: a gate copied with its tree checks the copy. */
export const repository: string = fileURLToPath(new URL('../../..', import.meta.url));

/** By folder: the law differs for each. */
export type PackageKind = 'published' | 'internal' | 'tooling' | 'template' | 'app';

export interface WorkspacePackage {
  readonly name: string;
  readonly kind: PackageKind;
  /** Relative to the root, with `/`. */
  readonly folder: string;
  readonly version: string;
  readonly manifest: JsonRecord;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

export interface Workspace {
  readonly root: string;
  readonly packages: readonly WorkspacePackage[];
}

const FOLDERS: readonly (readonly [folder: string, kind: PackageKind])[] = [
  ['packages', 'published'],
  ['internal', 'internal'],
  ['tooling', 'tooling'],
  ['templates', 'template'],
  ['apps', 'app'],
];

export const CORE = '@infra/core';

/** Reads every manifest of the workspace. */
export function readWorkspace(root: string): Workspace {
  const packages = FOLDERS.flatMap(([parent, kind]) =>
    (existsSync(join(root, parent)) ? readdirSync(join(root, parent)) : [])
      .filter((child) => existsSync(join(root, parent, child, 'package.json')))
      .map((child) => readPackage(root, `${parent}/${child}`, kind)),
  );
  return { root, packages };
}

export function published(workspace: Workspace): readonly WorkspacePackage[] {
  return workspace.packages.filter((candidate) => candidate.kind === 'published');
}

function readPackage(root: string, folder: string, kind: PackageKind): WorkspacePackage {
  const manifest = readJson(join(root, folder, 'package.json'));
  return {
    name: text(manifest['name']) ?? folder,
    kind,
    folder,
    version: text(manifest['version']) ?? '',
    manifest,
    dependencies: textRecord(manifest['dependencies']),
    devDependencies: textRecord(manifest['devDependencies']),
    peerDependencies: textRecord(manifest['peerDependencies']),
    optionalDependencies: textRecord(manifest['optionalDependencies']),
  };
}
