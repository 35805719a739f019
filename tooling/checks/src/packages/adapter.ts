import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, text } from '../json.js';
import { importedNames, readSources } from '../source-files.js';
import type { WorkspacePackage } from '../workspace.js';

const CONFORMANCE = '@infra/conformance';
const LAYERS = '@infra/layers';
const SUITES = 'packages/conformance/src';
const BENCHMARKS = 'benchmarks/src';

/** Relative to the root: adapters without a benchmark, and why they need none. */
export const UNMEASURED = 'tooling/checks/unmeasured.json';

/** The ports that have a suite. */
export function testedPorts(root: string): readonly string[] {
  const folder = join(root, SUITES);
  return (existsSync(folder) ? readdirSync(folder) : []).filter((port) => existsSync(join(folder, port, 'suite.ts')));
}

/** What an adapter, `@infra/<port>-<provider>`, has beside what every package has. Nothing is asked of other packages. */
export function adapterProblems(root: string, pkg: WorkspacePackage): string[] {
  const port = testedPorts(root).find((candidate) => pkg.name.startsWith(`@infra/${candidate}-`));
  return port === undefined ? [] : [...conformanceProblems(root, pkg, port), ...benchmarkProblems(root, pkg)];
}

/** House rule 9: no adapter without the shared suite, bare and decorated. */
function conformanceProblems(root: string, { folder }: WorkspacePackage, port: string): string[] {
  const name = suiteNameOf(root, port);
  const suite = `${name}Suite`;
  const spec = `${name}Spec`;
  const tests = readSources(root, `${folder}/test`).filter(({ path }) => path.endsWith('.test.ts'));
  const running = tests.filter(({ text: source }) =>
    ['runConformance', suite].every((imported) => importedNames(source, CONFORMANCE).includes(imported)),
  );
  if (running.length === 0) {
    return [`${folder}/test: no test runs the suite of its port: runConformance(${suite}, harness, test)`];
  }
  const isDecorated = running.some(({ text: source }) =>
    ['decorate', spec].every((imported) => importedNames(source, LAYERS).includes(imported)),
  );
  return isDecorated
    ? []
    : [`${folder}/test: the suite is not run with layers around the adapter: decorate(…, ${spec}, ...neutralLayers())`];
}

/** `rateLimiter` for the folder `ratelimit`: as its suite is called, so is its spec. */
function suiteNameOf(root: string, port: string): string {
  const source = readFileSync(join(root, SUITES, port, 'suite.ts'), 'utf8');
  return /export const (\w+)Suite\b/.exec(source)?.[1] ?? port;
}

/** A price that nobody has measured is one that nobody notices when it rises. */
function benchmarkProblems(root: string, { name }: WorkspacePackage): string[] {
  const path = join(root, UNMEASURED);
  const reason = existsSync(path) ? text(readJson(path)[name]) : undefined;
  const isMeasured = readSources(root, BENCHMARKS).some(({ imports }) => imports.includes(name));
  if (isMeasured) {
    return reason === undefined ? [] : [`${UNMEASURED}: ${name} is measured by now: take it out`];
  }
  if ((reason ?? '').trim() !== '') return [];
  return [
    `${name}: no benchmark in ${BENCHMARKS}/benches imports it; add one, or say in ${UNMEASURED} why it needs none`,
  ];
}
