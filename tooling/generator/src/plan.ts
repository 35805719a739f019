import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWorkspace, type WorkspacePackage } from '@tooling/checks';
import { format, resolveConfig } from 'prettier';
import { namesOf, providerProblem, renamed, type Names } from './names.js';
import { register, registrations } from './registrations.js';
import { adapterManifest, readTemplate, type Template } from './template.js';

/** What is to be written; nothing has been yet. */
export interface Plan {
  readonly names: Names;
  /** Relative to the root; formatted. */
  readonly created: ReadonlyMap<string, string>;
  readonly changed: ReadonlyMap<string, string>;
}

/** A request that cannot be met; the message is for whoever made it. */
export class Refused extends Error {}

/** Plans the package and all that belongs to it. Throws `Refused` for what makes no sense. */
export async function planAdapter(root: string, port: string | undefined, provider: string | undefined): Promise<Plan> {
  const template = readTemplate(root);
  const ports = [...template.ports.keys()];
  if (port === undefined || provider === undefined) throw new Refused('A port and a provider are needed.');
  if (!template.ports.has(port))
    throw new Refused(`There is no port ${JSON.stringify(port)}; there are: ${ports.join(', ')}.`);
  const problem = providerProblem(provider);
  if (problem !== undefined) throw new Refused(problem);
  const names = namesOf(port, provider);
  const created = await formatted(root, newFiles(root, template, names));
  for (const path of [`packages/${names.folder}`, ...created.keys()]) {
    if (existsSync(join(root, path))) throw new Refused(`${path} is there already; nothing was written.`);
  }
  return { names, created, changed: await formatted(root, changedFiles(root, names)) };
}

function newFiles(root: string, template: Template, names: Names): ReadonlyMap<string, string> {
  const { port, folder, name } = names;
  const files = new Map<string, string>();
  const add = (path: string, source: string): void => {
    files.set(renamed(path, names), renamed(ownPaths(template.read(source), port), names));
  };
  for (const file of template.files(`src/${port}`)) add(`packages/${folder}/src/${file}`, `src/${port}/${file}`);
  for (const file of template.files(`test/${port}`)) {
    add(`packages/${folder}/test/${file.replace(/^conformance\.ts$/, 'conformance.test.ts')}`, `test/${port}/${file}`);
  }
  add(`packages/${folder}/README.md`, `readme/${port}.md`);
  add(`packages/${folder}/tsconfig.json`, 'tsconfig.json');
  const manifest = adapterManifest(template, port, name, thirdPartiesOf(readWorkspace(root).packages));
  files.set(`packages/${folder}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
  files.set(
    `benchmarks/src/benches/${folder}.ts`,
    renamed(template.read(`bench/${port}.ts`), names)
      .replaceAll('../../../benchmarks/src/', '../')
      .replaceAll(`../src/${port}/index.js`, name),
  );
  files.set(`.changeset/${folder}.md`, `---\n'${name}': minor\n---\n\nFirst release: TODO: what users get.\n`);
  return files;
}

/** A test of the template is one folder deeper than a test of a package. */
function ownPaths(text: string, port: string): string {
  return text.replaceAll(`../../src/${port}/`, '../src/');
}

function changedFiles(root: string, names: Names): ReadonlyMap<string, string> {
  return new Map(
    registrations.map((registration) => {
      const { path } = registration;
      const edited = register(registration, readFileSync(join(root, path), 'utf8'), names);
      if (edited === undefined) {
        throw new Error(
          `${path} has changed its shape: tooling/generator/src/registrations.ts does not know where to add ${names.name}`,
        );
      }
      return [path, edited];
    }),
  );
}

/** The third parties that an internal package needs, and those that it bundles in its turn. */
function thirdPartiesOf(packages: readonly WorkspacePackage[]): (internal: string) => readonly string[] {
  const visit = (name: string): readonly string[] => {
    const dependencies = Object.keys(packages.find((candidate) => candidate.name === name)?.dependencies ?? {});
    return dependencies.flatMap((each) => (each.startsWith('@internal/') ? visit(each) : [each]));
  };
  return visit;
}

/** As `pnpm format` would leave them. */
async function formatted(root: string, files: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const config = await resolveConfig(join(root, 'package.json'));
  const done = [...files].map(async ([path, text]): Promise<readonly [string, string]> => {
    return [path, await format(text, { ...config, filepath: join(root, path) })];
  });
  return new Map(await Promise.all(done));
}
