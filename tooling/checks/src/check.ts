import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { createGateContext, type GateContext } from './context.js';
import type { GateResult } from './gate.js';
import { inLanes } from './run/in-lanes.js';
import { printLine, printProblems, printSummary, type TimedResult } from './report.js';
import { stages, type Step } from './steps.js';
import { repository } from './workspace.js';

/** `pnpm check`: every gate, in order; ends with the line `N passed, N failed`. */
const USAGE = `Usage: pnpm check [--only <step>] [--filter <text>]
Steps: ${stages
  .flat()
  .map(({ name }) => name)
  .join(', ')}
--filter narrows a step down to the test file, package, README or folder that contains the text.`;

const OVERALL_MS = 45 * 60_000;

const { only, filter } = readArguments();
const context = createGateContext(repository, filter);
const results: TimedResult[] = [];
const deadline = setTimeout(() => {
  const problem = `no end within ${OVERALL_MS / 60_000} minutes: given up`;
  results.push({ name: 'check', passed: 0, failed: 1, problems: [problem], seconds: OVERALL_MS / 1_000 });
  console.log(problem);
  printSummary(results);
  // Ends the children as well: see run/program.ts.
  process.exit(1);
}, OVERALL_MS);

try {
  for (const stage of stages) {
    const steps = stage.filter(({ name }) => only === undefined || name === only);
    await inLanes(steps, Math.min(2, availableParallelism()), async (step) => {
      const result = await timed(step, context);
      printLine(result);
      printProblems(result);
      results.push(result);
    });
  }
} finally {
  clearTimeout(deadline);
  await context.dispose();
}
printSummary(results);
process.exitCode = results.every(({ failed }) => failed === 0) ? 0 : 1;

function readArguments(): { only: string | undefined; filter: string | undefined } {
  const { values } = parseArgs({ options: { only: { type: 'string' }, filter: { type: 'string' } } });
  if (values.only === undefined || stages.flat().some(({ name }) => name === values.only)) {
    return { only: values.only, filter: values.filter };
  }
  console.error(USAGE);
  process.exit(2);
}

/** A gate that throws has failed, and says so like any other. */
async function timed(step: Step, shared: GateContext): Promise<TimedResult> {
  const started = performance.now();
  const result = await step.run(shared).catch((cause: unknown): GateResult => {
    const told = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    return { name: step.name, passed: 0, failed: 1, problems: [told] };
  });
  return { ...result, seconds: (performance.now() - started) / 1_000 };
}
