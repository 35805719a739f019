import { parseJson, record, textRecord } from '@tooling/checks';
import type { Names } from './names.js';

/** A change to a file that all packages share. */
export interface Registration {
  /** Relative to the root. */
  readonly path: string;
  edit(text: string, names: Names): string;
}

/** Where a new adapter makes itself known. A file that has changed its shape stops the generator before anything is written. */
export const registrations: readonly Registration[] = [
  {
    path: 'tooling/checks/size-budgets.json',
    // Nothing is built yet that could be measured; the gate refuses 0 and says what to write.
    edit: (text, { name }) => insert(text, /\n\}\s*$/, `,\n  "${name}": { "*": 0 }\n}\n`),
  },
  {
    path: 'benchmarks/package.json',
    edit: (text, { name }) => {
      const manifest = record(parseJson(text));
      const dependencies = Object.entries({ ...textRecord(manifest['dependencies']), [name]: 'workspace:^' });
      const sorted = dependencies.sort(([left], [right]) => (left < right ? -1 : 1));
      return JSON.stringify({ ...manifest, dependencies: Object.fromEntries(sorted) });
    },
  },
  {
    path: 'benchmarks/src/harness/job.ts',
    edit: (text, { folder }) =>
      text.replace(
        /(SUITE_NAMES = \[[^\]]*?),?\s*\] as const;/,
        (_, list: string) => `${list}, '${folder}'] as const;`,
      ),
  },
  {
    path: 'benchmarks/src/harness/resolved.ts',
    edit: (text, { name }) =>
      text.replace(/(MEASURED = \[[^\]]*?),?\s*\] as const;/, (_, list: string) => `${list}, '${name}'] as const;`),
  },
  {
    path: 'benchmarks/src/suites.ts',
    edit: (text, { folder, port, pascal }) =>
      insert(
        text,
        /\n\};\s*$/,
        `\n  '${folder}': async () => (await import('./benches/${folder}.js')).${suiteName(port)}${pascal},\n};\n`,
      ),
  },
];

/** The edited text; undefined when the file is not what the edit was written for. */
export function register({ edit }: Registration, text: string, names: Names): string | undefined {
  const edited = edit(text, names);
  return edited === text ? undefined : edited;
}

/** As a variable may be called: `errorTracker` for the port `error-tracker`. */
function suiteName(port: string): string {
  return port.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function insert(text: string, where: string | RegExp, replacement: string): string {
  return text.replace(where, () => replacement);
}
