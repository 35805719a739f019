import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localBinary } from '../run/package-manager.js';
import { runProgram, type ProgramRun } from '../run/program.js';
import type { PackedPackage } from '../tarballs.js';
import { CORE } from '../workspace.js';
import type { ConsumerProgram } from './programs.js';

export interface ProjectPlan {
  readonly name: string;
  /** An empty folder, outside the workspace. */
  readonly folder: string;
  readonly modules: 'esm' | 'cjs';
  readonly packages: readonly PackedPackage[];
  /** Every packed package; core comes from here also for those who depend on it. */
  readonly core: PackedPackage;
  readonly ioredis: string;
  readonly programs: readonly ConsumerProgram[];
}

const TYPES_OF_NODE = '^20.19.0';

/** Makes the project of a user, and installs from the tarballs as from the registry. */
export async function installProject(plan: ProjectPlan): Promise<ProgramRun> {
  const { folder, packages, core, programs } = plan;
  const own = Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const manifest = {
    name: `consumer-${plan.name}`,
    private: true,
    dependencies: { ...own, ioredis: plan.ioredis },
    devDependencies: { '@types/node': TYPES_OF_NODE },
    // The registry does not have this version of core yet; npm refuses to override a direct dependency but by name.
    overrides: { [CORE]: CORE in own ? `$${CORE}` : `file:${core.tarball}` },
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
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  for (const { name, source } of programs) writeFileSync(join(folder, 'src', sourceFile(plan, name)), source);
  const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  return runProgram('npm', args, { cwd: folder, env: { npm_config_user_agent: undefined }, deadlineMs: 120_000 });
}

/** Compiles the programs with the declarations of the packages checked as well (`skipLibCheck: false`). */
export function compileProject(root: string, { folder }: ProjectPlan): Promise<ProgramRun> {
  return runProgram(localBinary(root, 'tsc'), ['--pretty', 'false', '-p', '.'], { cwd: folder, deadlineMs: 60_000 });
}

export function runInProject(
  { folder }: { readonly folder: string },
  file: string,
  redisUrl: string,
): Promise<ProgramRun> {
  return runProgram(process.execPath, [file], { cwd: folder, env: { REDIS_URL: redisUrl }, deadlineMs: 20_000 });
}

export function installedInfra({ folder }: ProjectPlan): readonly string[] {
  return readdirSync(join(folder, 'node_modules', '@infra')).map((name) => `@infra/${name}`);
}

export function compiledFile({ modules }: ProjectPlan, program: string): string {
  return join('out', `${program}.${modules === 'esm' ? 'mjs' : 'cjs'}`);
}

export function sourceFile({ modules }: ProjectPlan, program: string): string {
  return `${program}.${modules === 'esm' ? 'mts' : 'cts'}`;
}
