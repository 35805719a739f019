import { copyTree, releaseEverything } from './prove/tree-copy.js';
import { mutations } from './prove/mutations/index.js';
import { prove, runGate } from './prove/prove.js';
import { repository } from './workspace.js';

/**
 * `pnpm prove:gates [text]`: every gate is green on a copy of this tree, and turns red, for the right reason, when the
 * copy is spoilt in the way that it exists to refuse. A text narrows it to the mutations whose name or gate has it.
 */
const wanted = process.argv[2] ?? '';
const chosen = mutations.filter(({ name, gate }) => `${gate}: ${name}`.includes(wanted));
const problems: string[] = [];
let passed = 0;

function tell(what: string, started: number, problem: string | undefined): void {
  const time = `${((performance.now() - started) / 1_000).toFixed(1)} s`;
  console.log(`${problem === undefined ? '✓' : '✗'} ${time.padStart(7)}  ${what}`);
  if (problem === undefined) passed += 1;
  else problems.push(problem);
}

const copying = performance.now();
const copy = await copyTree(repository, releaseEverything);
try {
  tell('a copy of the tree', copying, undefined);
  const baseline = new Map(
    chosen.map(({ gate, filter, env }) => [`${gate} ${filter ?? ''} ${JSON.stringify(env)}`, { gate, filter, env }]),
  );
  // The gates that look at built packages need them, whichever mutations were chosen.
  const first = { gate: 'build', filter: './packages/*', env: undefined };
  for (const { gate, filter, env } of [first, ...baseline.values()]) {
    const started = performance.now();
    const run = await runGate(copy.root, gate, filter, env);
    const problem = run.code === 0 ? undefined : `${gate} is red before any mutation:\n${run.output.trim()}`;
    tell(`${gate.padEnd(14)} green as it is (${filter ?? 'all'})`, started, problem);
  }
  for (const mutation of chosen) {
    const started = performance.now();
    tell(`${mutation.gate.padEnd(14)} red when ${mutation.name}`, started, await prove(copy.root, mutation));
  }
} finally {
  copy.dispose();
}
for (const problem of problems) console.log(`\n${problem}`);
console.log(`${passed} passed, ${problems.length} failed`);
process.exitCode = problems.length === 0 ? 0 : 1;
