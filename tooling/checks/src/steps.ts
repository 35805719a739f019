import { checkChangesets } from './changesets.js';
import { checkConsumers } from './consumers.js';
import type { GateContext } from './context.js';
import { Checklist, type GateResult } from './gate.js';
import { checkLaws } from './laws.js';
import { checkPackages } from './packages.js';
import { checkReadmeTable } from './readme-table.js';
import { localBinary, runPnpm } from './run/package-manager.js';
import { runProgram, type ProgramRun } from './run/program.js';
import { runVitest } from './run/vitest.js';
import { checkSnippets } from './snippets.js';

export interface Step {
  readonly name: string;
  run(context: GateContext): Promise<GateResult>;
}

const MINUTE = 60_000;

const build: Step = {
  name: 'build',
  run: async ({ root, filter }) => {
    const narrow = filter === undefined ? [] : [`--filter=${filter}`];
    const args = ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only', ...narrow];
    return asGate('build', await runPnpm(args, { cwd: root, deadlineMs: 8 * MINUTE }));
  },
};

const format: Step = {
  name: 'format',
  run: (context) => tool(context, 'format', 'prettier', ['--check', '--log-level', 'warn', context.filter ?? '.']),
};

const typecheck: Step = {
  name: 'typecheck',
  run: (context) => tool(context, 'typecheck', 'tsc', ['--noEmit', '--pretty', 'false', '-p', 'tsconfig.json']),
};

const typecheckWeb: Step = {
  name: 'typecheck-web',
  run: (context) =>
    tool(context, 'typecheck-web', 'tsc', ['--noEmit', '--pretty', 'false', '-p', 'apps/playground/web/tsconfig.json']),
};

// Without its cache: a cached file is not looked at again when a type changes elsewhere, which here makes rules silent.
const lint: Step = {
  name: 'lint',
  run: (context) => tool(context, 'lint', 'eslint', [context.filter ?? '.', '--max-warnings', '0']),
};

const laws: Step = { name: 'laws', run: async ({ root }) => checkLaws(root) };

const unit: Step = { name: 'unit', run: (context) => vitest(context, 'unit', ['--project', 'unit'], 10 * MINUTE) };

// By itself vitest leaves a core free, and so one worker on two cores; but these tests wait more than they compute.
const integration: Step = {
  name: 'integration',
  run: (context) => vitest(context, 'integration', ['--project', 'integration*', '--maxWorkers', '100%'], 20 * MINUTE),
};

const snippets: Step = { name: 'snippets', run: checkSnippets };
const packages: Step = { name: 'packages', run: checkPackages };
const consumers: Step = { name: 'consumers', run: checkConsumers };
const changesets: Step = { name: 'changesets', run: ({ root }) => checkChangesets(root) };
const readme: Step = { name: 'readme-table', run: async ({ root }) => checkReadmeTable(root) };

/**
 * The order: what everything else needs, what fails fast, then what takes its time. The steps of a stage share the
 * cores; tests have them for themselves, for they measure time.
 */
export const stages: readonly (readonly Step[])[] = [
  [build],
  [lint, typecheck, typecheckWeb, format, laws],
  [unit],
  [integration],
  [consumers, snippets, packages, changesets, readme],
];

async function tool(context: GateContext, step: string, name: string, args: readonly string[]): Promise<GateResult> {
  const options = { cwd: context.root, env: { NO_COLOR: '1', FORCE_COLOR: undefined }, deadlineMs: 8 * MINUTE };
  return asGate(step, await runProgram(localBinary(context.root, name), args, options));
}

function vitest(context: GateContext, name: string, args: string[], deadlineMs: number): Promise<GateResult> {
  const filter = context.filter === undefined ? [] : [context.filter];
  return runVitest({ name, root: context.root, args: [...args, ...filter], deadlineMs });
}

/** A tool that counts nothing itself is one check. */
function asGate(name: string, run: ProgramRun): GateResult {
  const checks = new Checklist(name);
  checks.check(run.code === 0 ? undefined : `${name} failed (code ${run.code}):\n${run.output.trim()}`);
  return checks.result();
}
