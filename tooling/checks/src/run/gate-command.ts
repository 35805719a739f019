import { createGateContext, type GateContext } from '../context.js';
import type { GateResult } from '../gate.js';
import { printProblems } from '../report.js';
import { repository } from '../workspace.js';

/** Runs one gate as a command of its own: what is wrong, the counts, and the exit code. */
export async function gateCommand(gate: (context: GateContext) => Promise<GateResult>): Promise<void> {
  const context = createGateContext(repository);
  try {
    const result = await gate(context);
    printProblems(result);
    console.log(`${result.name}: ${result.passed} passed, ${result.failed} failed`);
    process.exitCode = result.failed === 0 ? 0 : 1;
  } finally {
    await context.dispose();
  }
}
