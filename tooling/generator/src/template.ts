import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { list, readJson, record, textRecord, type JsonRecord } from '@tooling/checks';

/** What packages are made of; relative to the root of the repository. */
export const TEMPLATE = 'templates/adapter';

/** What the manifest of the template says about itself. */
const OF_THE_TEMPLATE: ReadonlySet<string> = new Set(['private', 'ports', 'withoutTemplate']);

export interface Template {
  readonly manifest: JsonRecord;
  /** The ports that it has a part for, and the internal packages that an adapter of each is made with. */
  readonly ports: ReadonlyMap<string, readonly string[]>;
  /** The text of a file, by its path in the template. */
  read(path: string): string;
  /** The files below a folder of the template, relative to that folder. */
  files(folder: string): readonly string[];
}

export function readTemplate(root: string): Template {
  const folder = join(root, TEMPLATE);
  const manifest = readJson(join(folder, 'package.json'));
  const rows = Object.entries(record(manifest['ports']));
  return {
    manifest,
    ports: new Map(rows.map(([port, internals]) => [port, list(internals).map(String)])),
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    files: (path) =>
      (existsSync(join(folder, path)) ? readdirSync(join(folder, path), { recursive: true, withFileTypes: true }) : [])
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(join(folder, path).length + 1)
            .replaceAll('\\', '/'),
        )
        .sort(),
  };
}

/**
 * The manifest of an adapter: that of the template with its own name, without what makes the template private, and with no other
 * dependencies than its port needs. What it bundles needs third parties, which the package that bundles declares (law 2).
 */
export function adapterManifest(
  { manifest, ports }: Template,
  port: string,
  name: string,
  thirdPartiesOf: (internal: string) => readonly string[],
): JsonRecord {
  const internals = ports.get(port) ?? [];
  const thirdParties = internals.flatMap(thirdPartiesOf);
  const own = Object.entries(manifest).filter(([field]) => !OF_THE_TEMPLATE.has(field));
  return {
    ...Object.fromEntries(own),
    name,
    dependencies: only(
      manifest['dependencies'],
      (dependency) => !isThirdParty(dependency) || thirdParties.includes(dependency),
    ),
    devDependencies: only(
      manifest['devDependencies'],
      (dependency) => !dependency.startsWith('@internal/') || internals.includes(dependency),
    ),
  };
}

function only(dependencies: unknown, keep: (name: string) => boolean): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(textRecord(dependencies)).filter(([name]) => keep(name)));
}

function isThirdParty(name: string): boolean {
  return !name.startsWith('@infra/') && !name.startsWith('@internal/');
}
