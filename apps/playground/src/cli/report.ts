import type { CompositionView, RunView, StepView } from '../contract.js';
import { faultText } from '../faults/fault-text.js';
import { layeredPorts } from '../layers/layer-table.js';
import { layersText } from '../layers/layers-text.js';
import { findScenario } from '../scenarios/registry.js';
import type { Colours } from './colours.js';
import { count, microseconds, milliseconds, percent } from '../format.js';

/** What one run came to, as a table for people. */
export function report(run: RunView, title: string, { servers }: CompositionView, colours: Colours): string {
  const ports = findScenario(run.scenario)?.view.ports ?? [];
  const providers = ports.map((port) => `${run.providers[port]} ${port}`);
  const params = Object.entries(run.params).map(([name, value]) => `${name} ${count(value)}`);
  const lines = [
    `${colours.bold(title)}  ${providers.join(', ')}  ${colours.dim(params.join(', '))}`,
    ...layeredPorts.flatMap((port) => {
      const text = layersText(run.layers[port]);
      return text === '' ? [] : [colours.dim(`${port} behind ${text}`)];
    }),
    ...run.faults.map((fault) => colours.yellow(`broken: ${faultText(fault.port, fault)}`)),
    ...servers.map((server) => colours.dim(`using ${server}`)),
    '',
    ...table(run.steps, colours),
    '',
    ...run.steps.flatMap(({ title, status, reason, note }) => {
      if (status === 'failed') return [colours.red(`✗ ${title}: ${reason}`)];
      if (status === 'skipped') return [colours.dim(`– ${title}: skipped, ${reason}`)];
      return note === undefined ? [] : [colours.dim(`  ${title}: ${note}`)];
    }),
    `${verdict(run, colours)}  ${count(run.calls)} calls in ${milliseconds(run.durationMs)}, ` +
      `${percent(run.hits, run.hits + run.misses)} hits, ${count(run.loads)} loader runs, ${count(run.retries)} retries, p95 ${microseconds(run.p95Us)}`,
    '',
  ];
  return lines.join('\n');
}

function verdict({ status, reason }: RunView, colours: Colours): string {
  if (status === 'ok') return colours.green('✓ Every expectation held.');
  return colours.red(`✗ ${status}${reason === undefined ? '' : `: ${reason}`}.`);
}

const HEAD = ['Step', 'Expectation', '', 'Hits', 'Misses', 'Loads', 'Errors', 'p50', 'p95', 'Time'];
/** Text to the left, numbers to the right. */
const LEFT_COLUMNS = 3;

function table(steps: readonly StepView[], colours: Colours): string[] {
  const rows = steps.map((step) =>
    step.status === 'skipped'
      ? [step.title, step.expectation, step.status, ...HEAD.slice(LEFT_COLUMNS).map(() => '')]
      : [
          step.title,
          step.expectation,
          step.status,
          count(step.hits),
          count(step.misses),
          count(step.loads),
          count(step.errors),
          microseconds(step.p50Us),
          microseconds(step.p95Us),
          milliseconds(step.durationMs),
        ],
  );
  const widths = HEAD.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const aligned = (cells: readonly string[]): string[] =>
    cells.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column < LEFT_COLUMNS ? cell.padEnd(width) : cell.padStart(width);
    });
  const paint = {
    ok: colours.green,
    failed: colours.red,
    skipped: colours.dim,
    pending: colours.dim,
    running: colours.dim,
  };
  return [
    colours.dim(aligned(HEAD).join('  ').trimEnd()),
    ...rows.map((row, index) => {
      const [title = '', expectation = '', status = '', ...numbers] = aligned(row);
      const colour = paint[steps[index]?.status ?? 'ok'];
      return [title, colours.dim(expectation), colour(status), ...numbers].join('  ').trimEnd();
    }),
  ];
}
