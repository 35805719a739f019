import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { provideRedis } from '@tooling/servers';
import { bundleProject } from './consumers/bundle.js';
import { consumerPrograms, programOf, twoCopies } from './consumers/programs.js';
import {
  compiledFile,
  compileProject,
  compilerOf,
  installedInfra,
  installProject,
  olderCompilerOf,
  runInProject,
} from './consumers/project.js';
import type { ProjectPlan } from './consumers/project.js';
import type { GateContext } from './context.js';
import { Checklist, type GateResult } from './gate.js';
import { inLanes } from './run/in-lanes.js';
import type { ProgramRun } from './run/program.js';
import { temporaryFolder } from './run/temporary-folder.js';
import { CORE } from './workspace.js';

const ALONE = '@infra/cache-redis';

/**
 * Projects of users, outside the workspace, that get the packages as npm would bring them: as ES modules, as CommonJS,
 * bundled into one file, and one adapter alone. They compile, run, end by themselves, and understand each other.
 */
export async function checkConsumers(context: GateContext): Promise<GateResult> {
  const checks = new Checklist('consumers');
  const { packages } = await context.tarballs();
  const { path: folder, dispose } = temporaryFolder('consumers');
  const core = packages.find(({ name }) => name === CORE);
  const alone = packages.find(({ name }) => name === ALONE);
  if (core === undefined || alone === undefined) throw new Error(`${CORE} and ${ALONE} were not packed`);

  const programs = consumerPrograms(packages.map(({ name }) => name));
  const only = programOf(ALONE, programs);
  const pglite = { '@electric-sql/pglite': '^0.5.16' };
  const esm: ProjectPlan = {
    name: 'esm',
    folder: join(folder, 'esm'),
    modules: 'esm',
    packages,
    core,
    thirdParties: { ioredis: '^6', 'drizzle-orm': '^0.45.4', ...pglite },
    programs,
  };
  const cjs: ProjectPlan = {
    ...esm,
    name: 'cjs',
    folder: join(folder, 'cjs'),
    modules: 'cjs',
    thirdParties: { ioredis: '^5', 'drizzle-orm': '1.0.0-rc.5', ...pglite },
  };
  const single: ProjectPlan = {
    ...esm,
    name: 'cache-redis alone, with ioredis 5',
    folder: join(folder, 'single'),
    packages: [alone],
    thirdParties: { ioredis: '^5' },
    programs: only === undefined ? [] : [only],
  };

  try {
    await using redis = await provideRedis();
    const judge = (plan: string, what: string, run: ProgramRun): boolean => {
      checks.check(run.code === 0 ? undefined : `consumer ${plan}: ${what}:\n${run.output.trim()}`);
      return run.code === 0;
    };
    const installed: ProjectPlan[] = [];
    await inLanes([esm, cjs, single], 2, async (plan) => {
      if (!judge(plan.name, 'npm install', await installProject(plan))) return;
      judge(plan.name, 'its types, of TypeScript 5', await compileProject(olderCompilerOf(context.root), plan));
      const compiled = judge(plan.name, 'its types', await compileProject(compilerOf(context.root), plan));
      for (const { name } of compiled ? plan.programs : []) {
        judge(plan.name, name, await runInProject(plan, compiledFile(plan, name), redis.url));
      }
      if (compiled) installed.push(plan);
    });
    if (installed.includes(single)) {
      const brought = installedInfra(single).filter((name) => name !== CORE && name !== ALONE);
      checks.check(brought.map((name) => `installing ${ALONE} brings ${name}`));
    }
    if (installed.includes(esm)) {
      writeFileSync(join(esm.folder, 'two-copies.mjs'), twoCopies);
      judge('esm', 'InfraError across ESM and CommonJS', await runInProject(esm, 'two-copies.mjs', redis.url));
      const bundle = await bundleProject(esm, join(folder, 'bundled'));
      judge(
        'bundled',
        'all programs in one file',
        await runInProject({ folder: join(folder, 'bundled') }, bundle, redis.url),
      );
    }
  } finally {
    dispose();
  }
  return checks.result();
}
