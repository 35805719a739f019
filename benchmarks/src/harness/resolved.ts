import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MEASURED = [
  '@infra/core',
  '@infra/cache-memory',
  '@infra/cache-redis',
  '@infra/logger-pino',
  '@infra/observability',
  '@infra/layers',
  '@infra/resilience',
  '@infra/ratelimit-memory',
  '@infra/ratelimit-redis',
  '@infra/queue-bullmq',
  '@infra/metrics-prometheus',
  '@infra/repository-drizzle',
  '@infra/storage-memory',
  '@infra/storage-local',
  '@infra/storage-s3',
] as const;

/** The built files that this process measures. Throws when one is a source file: sources are not what is released. */
export function resolveMeasured(): readonly string[] {
  return MEASURED.map((name) => {
    const file = fileURLToPath(import.meta.resolve(name));
    if (!/\/packages\/[^/]+\/dist\/index\.js$/.test(file)) throw new Error(`${name} is ${file}, not its built file.`);
    return file;
  });
}

/** `name version` of a package as the importing file gets it: two files may get different ones. */
export function versioned(name: string, importer: string = import.meta.url): string {
  let folder = dirname(createRequire(importer).resolve(name));
  for (;;) {
    const file = join(folder, 'package.json');
    const manifest = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as Readonly<
      Record<string, unknown>
    >;
    if (manifest['name'] === name) return `${name} ${String(manifest['version'])}`;
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`${name} has no package.json.`);
    folder = parent;
  }
}
