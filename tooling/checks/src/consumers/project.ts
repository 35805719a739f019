import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localBinary } from '../run/package-manager.js';
import { runProgram, type ProgramRun } from '../run/program.js';
import type { PackedPackage } from '../tarballs.js';
import { CORE } from '../workspace.js';
import type { ConsumerProgram } from './programs.js';

/** Sources of a user in a project, as one kind of module. */
export interface ProjectSources {
  /** An empty folder, outside the workspace. */
  readonly folder: string;
  readonly modules: 'esm' | 'cjs';
  readonly programs: readonly ConsumerProgram[];
}

export interface ProjectPlan extends ProjectSources {
  readonly name: string;
  readonly packages: readonly PackedPackage[];
  /** Every packed package; core comes from here also for those who depend on it. */
  readonly core: PackedPackage;
  /** What its programs need of third parties, and which of several that the packages get along with. */
  readonly thirdParties: Readonly<Record<string, string>>;
}

const TYPES_OF_NODE = '^20.19.0';
const NPM_INSTALL = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];

/** Makes the project of a user, and installs from the tarballs as from the registry. */
export async function installProject(plan: ProjectPlan): Promise<ProgramRun> {
  const { folder, packages, core } = plan;
  const own = Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:${tarball}`]));
  writeProject(folder, {
    dependencies: { ...own, ...plan.thirdParties },
    // The registry does not have this version of core yet; npm refuses to override a direct dependency but by name.
    overrides: { [CORE]: CORE in own ? `$${CORE}` : `file:${core.tarball}` },
  });
  writePrograms(plan);
  return npmInstall(folder, { npm_config_prefer_offline: 'true' });
}

/** The manifest of a user, and a strict tsconfig that also looks into the declarations of what is installed. */
export function writeProject(
  folder: string,
  manifest: { readonly dependencies: Readonly<Record<string, string>>; readonly overrides?: Readonly<object> },
): void {
  const whole = {
    name: 'consumer',
    private: true,
    ...manifest,
    devDependencies: { '@types/node': TYPES_OF_NODE },
  };
  const compilerOptions = {
    module: 'NodeNext',
    target: 'ES2023',
    lib: ['ES2023', 'ESNext.Disposable'],
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    rootDir: 'src',
    outDir: 'out',
  };
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(whole, null, 2));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
}

export function writePrograms(sources: ProjectSources): void {
  for (const { name, source } of sources.programs) {
    writeFileSync(join(sources.folder, 'src', sourceFile(sources, name)), source);
  }
}

export function npmInstall(folder: string, env: Readonly<Record<string, string | undefined>>): Promise<ProgramRun> {
  return runProgram('npm', NPM_INSTALL, {
    cwd: folder,
    env: { npm_config_user_agent: undefined, ...env },
    deadlineMs: 120_000,
  });
}

/**
 * Libraries whose own declarations do not compile: drizzle-orm's are those of every database, and ask for all their drivers; PGlite's ask for
 * the types of a browser.
 */
const BROKEN = ['node_modules/drizzle-orm/', 'node_modules/@electric-sql/pglite/'];
/** The first line of an error; what explains it is indented. */
const ERROR = /^\S.*: error TS\d+:/;

/** The compiler of this repository. */
export function compilerOf(root: string): string {
  return localBinary(root, 'tsc');
}

/** The last of the major before: many services have it still, and it infers less. */
export function olderCompilerOf(root: string): string {
  return join(root, 'tooling', 'checks', 'node_modules', 'typescript5', 'bin', 'tsc');
}

/** Compiles the programs with the declarations of the packages checked as well (`skipLibCheck: false`). */
export async function compileProject(compiler: string, { folder }: { readonly folder: string }): Promise<ProgramRun> {
  const options = { cwd: folder, deadlineMs: 180_000 };
  const run = await runProgram(compiler, ['--pretty', 'false', '-p', '.'], options);
  const errors = run.stdout.split('\n').filter((line) => ERROR.test(line));
  const others = errors.filter((line) => !BROKEN.some((folder) => line.startsWith(folder)));
  if (run.timedOut || errors.length === 0) return run;
  // What is ours is told without what is theirs.
  return { ...run, code: others.length === 0 ? 0 : run.code, output: others.join('\n') };
}

export function runInProject(
  { folder }: { readonly folder: string },
  file: string,
  redisUrl: string,
): Promise<ProgramRun> {
  return runProgram(process.execPath, [file], { cwd: folder, env: { REDIS_URL: redisUrl }, deadlineMs: 20_000 });
}

export function installedInfra({ folder }: { readonly folder: string }): readonly string[] {
  return readdirSync(join(folder, 'node_modules', '@infra')).map((name) => `@infra/${name}`);
}

export function compiledFile({ modules }: Pick<ProjectSources, 'modules'>, program: string): string {
  return join('out', `${program}.${modules === 'esm' ? 'mjs' : 'cjs'}`);
}

function sourceFile({ modules }: Pick<ProjectSources, 'modules'>, program: string): string {
  return `${program}.${modules === 'esm' ? 'mts' : 'cts'}`;
}
