import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checklist, type GateResult } from './gate.js';
import { text } from './json.js';
import { isMain } from './run/is-main.js';
import { CORE, published, readWorkspace, repository, type WorkspacePackage } from './workspace.js';

const START = '<!-- packages:start -->';
const END = '<!-- packages:end -->';

/** The table of packages between its markers in the root README is the one that the manifests make. */
export function checkReadmeTable(root: string): GateResult {
  const checks = new Checklist('readme-table');
  const path = join(root, 'README.md');
  const current = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const wanted = withTable(current, packageTable(published(readWorkspace(root))));
  if (wanted === undefined) checks.check(`README.md: the markers ${START} and ${END} are missing`);
  else
    checks.check(
      wanted === current ? undefined : 'README.md: the table of packages is out of date: run pnpm docs:readme',
    );
  return checks.result();
}

/** Writes the table that the manifests make into the root README. */
export function renewReadmeTable(root: string): void {
  const path = join(root, 'README.md');
  const changed = withTable(readFileSync(path, 'utf8'), packageTable(published(readWorkspace(root))));
  if (changed === undefined) throw new Error(`README.md has no place for the table: add ${START} and ${END}`);
  writeFileSync(path, changed);
}

/** The README with the table in place; undefined when it has no place for one. */
export function withTable(readme: string, table: string): string | undefined {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) return undefined;
  return `${readme.slice(0, start + START.length)}\n\n${table}\n\n${readme.slice(end)}`;
}

/** As prettier writes it: columns padded to the widest cell. */
export function packageTable(packages: readonly WorkspacePackage[]): string {
  const rows = [
    ['package', 'what it is', 'kind'],
    ...[...packages]
      .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
      .map((pkg) => [`[${pkg.name}](${pkg.folder})`, text(pkg.manifest['description']) ?? '', kindOf(pkg)]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** Adapters are named `<port>-<provider>`; what has no provider in its name is what they stand on. */
function kindOf({ name }: WorkspacePackage): string {
  const [port, provider] = name.replace(/^@infra\//, '').split('-');
  return provider === undefined ? 'foundation' : `${port ?? ''} adapter`;
}

function rank(pkg: WorkspacePackage): number {
  if (pkg.name === CORE) return 0;
  return kindOf(pkg) === 'foundation' ? 1 : 2;
}

function main(): void {
  if (process.argv.includes('--write')) {
    renewReadmeTable(repository);
    return;
  }
  const { problems } = checkReadmeTable(repository);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

if (isMain(import.meta.url)) main();
