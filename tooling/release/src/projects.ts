import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  bundleProject,
  compiledFile,
  compileProject,
  compilerOf,
  CORE,
  inLanes,
  npmInstall,
  readJson,
  repository,
  runProgram,
  text,
  writePrograms,
  writeProject,
  type Checklist,
  type ConsumerProgram,
  type ProgramRun,
} from '@tooling/checks';
import type { Registry } from './registry.js';

const MODULES = ['esm', 'cjs'] as const;
const RUN_MS = 30_000;

/** A project of a user, empty but for what npm installs from the private registry. */
export interface Project {
  readonly name: string;
  readonly folder: string;
}

export interface Wish {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
}

/** Installs; undefined, and a failed check, when that does not work. */
export async function install(
  checks: Checklist,
  registry: Registry,
  project: Project,
  wish: Wish,
): Promise<Project | undefined> {
  mkdirSync(project.folder, { recursive: true });
  writeProject(project.folder, wish);
  const run = await npmInstall(project.folder, registry.env);
  checks.check(problem(project, 'npm install', run));
  return run.code === 0 ? project : undefined;
}

/**
 * Compiles the programs as ES modules and as CommonJS, runs both, and runs the whole once more as one bundled file in a
 * folder with nothing else in it. Each must end by itself.
 */
export async function tryPrograms(
  checks: Checklist,
  project: Project,
  programs: readonly ConsumerProgram[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const kinds = MODULES.map((modules) => ({ folder: project.folder, modules, programs }));
  for (const kind of kinds) writePrograms(kind);
  if (!(await compiles(checks, project))) return;
  const runs = kinds.flatMap((kind) => programs.map(({ name }) => ({ kind, name })));
  await inLanes(runs, 2, async ({ kind, name }) => {
    const run = await runNode(project.folder, compiledFile(kind, name), env);
    checks.check(problem(project, `${name}, ${kind.modules}`, run));
  });
  const [, cjs] = kinds;
  if (cjs === undefined) return;
  const folder = `${project.folder}-bundled`;
  const run = await runNode(folder, await bundleProject(cjs, folder), env);
  checks.check(problem(project, 'bundled into one file', run));
}

/** One check: the types fit, those of the installed declarations included. */
export async function compiles(checks: Checklist, project: Project): Promise<boolean> {
  const run = await compileProject(compilerOf(repository), project);
  checks.check(problem(project, 'its types', run));
  return run.code === 0;
}

export function runNode(folder: string, file: string, env: Readonly<Record<string, string>>): Promise<ProgramRun> {
  return runProgram(process.execPath, [file], { cwd: folder, env, deadlineMs: RUN_MS });
}

/** Every core in the project: its version by the package that has it for itself, '' being the project's own. */
export function coresIn({ folder }: Project): ReadonlyMap<string, string> {
  const scope = join(folder, 'node_modules', '@infra');
  const owners = existsSync(scope) ? readdirSync(scope) : [];
  const places = owners.map((owner) => [`@infra/${owner}`, join(scope, owner, 'node_modules', CORE)] as const);
  const found = new Map<string, string>();
  for (const [owner, place] of [['', join(folder, 'node_modules', CORE)] as const, ...places]) {
    const manifest = join(place, 'package.json');
    if (existsSync(manifest)) found.set(owner, text(readJson(manifest)['version']) ?? '');
  }
  return found;
}

/** One check: the project has these cores and no other. */
export function checkCores(checks: Checklist, project: Project, expected: Readonly<Record<string, string>>): void {
  const told = (cores: Iterable<readonly [string, string]>): string =>
    [...cores]
      .map(([owner, version]) => `${owner === '' ? 'the project' : owner} has ${version}`)
      .sort()
      .join(', ');
  const [found, wanted] = [told(coresIn(project)), told(Object.entries(expected))];
  checks.check(found === wanted ? undefined : `${project.name}: the cores are: ${found}; expected: ${wanted}`);
}

function problem({ name }: Project, what: string, run: ProgramRun): string | undefined {
  return run.code === 0 ? undefined : `${name}: ${what}: code ${run.code}:\n${run.output.trim()}`;
}
