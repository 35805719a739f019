import { NS, RATIO, type BenchResult, type Row } from './evaluate.js';
import type { StoredSuite } from './results.js';
import type { Estimate } from './statistics.js';
import type { Check } from './verdict.js';

function time(ns: number): string {
  if (Math.abs(ns) < 10_000) return `${ns.toFixed(0)} ns`;
  return ns < 999_500 ? `${(ns / 1_000).toPrecision(3)} µs` : `${(ns / 1_000_000).toPrecision(3)} ms`;
}

function plain(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 0);
}

/** An estimate as a table shows it: the median, and its interval where that says more. */
export function show(metric: string, { median, low, high }: Estimate): string {
  if (metric === NS) return time(median);
  const format = metric.startsWith('ns ')
    ? time
    : metric.startsWith(RATIO)
      ? (value: number) => value.toFixed(2)
      : plain;
  return low === high ? format(median) : `${format(median)} (${format(low)} – ${format(high)})`;
}

export function showCheck({ metric, bound, kind, verdict }: Check): string {
  const wanted = `${metric === RATIO ? '' : `${metric} `}${bound.direction === 'at least' ? '≥' : '≤'} ${String(bound.value)}`;
  if (kind === 'target') return `${wanted}: **${verdict}**`;
  return `goal ${wanted}: ${{ PASS: 'reached', MISSED: 'not reached', unclear: 'unclear' }[verdict]}`;
}

function cells(result: BenchResult, { contestant, note, estimates, checks }: Row): readonly string[] {
  const name = contestant === result.baseline ? `${contestant} (baseline)` : contestant;
  const numbers = result.metrics.map((metric) => {
    const found = estimates[metric];
    return found === undefined ? '' : show(metric, found);
  });
  return [name, ...numbers, checks.map(showCheck).join('; '), note ?? ''];
}

function line(values: readonly string[]): string {
  return `| ${values.map((value) => value.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The table of a bench. */
export function table(result: BenchResult): string {
  const head = ['contestant', ...result.metrics, 'target', 'note'];
  return [line(head), line(head.map(() => '---')), ...result.rows.map((row) => line(cells(result, row)))].join('\n');
}

const INTRODUCTION = `# Results

Written by \`pnpm bench\`; do not edit. A ratio is throughput relative to the baseline in the same round: 2 is twice as
fast. In brackets is the 95 % interval of the median. Times are for orientation: they move with the machine, ratios
hardly. Compare ratios of one table only. Raw samples are in the JSON files beside this one.
`;

export function toMarkdown(suites: readonly StoredSuite[]): string {
  const sections = suites.map(({ suite, about, benches }) => {
    const tables = benches.map((bench) => {
      const { command, date, node, cpu, load, commit, redis, postgres } = bench.environment;
      const machine = [
        `\`${command}\``,
        date,
        `Node ${node}`,
        cpu,
        `load ${load}`,
        `commit ${commit}`,
        redis,
        postgres,
      ];
      const origin = machine.filter((part) => part !== undefined).join(' · ');
      return `### ${suite}/${bench.name}\n\nOne operation: ${bench.operation}.\n${origin}\n\n${table(bench)}\n`;
    });
    return `## ${suite}\n\n${about}\n\n${tables.join('\n')}`;
  });
  return [INTRODUCTION, ...sections].join('\n');
}
