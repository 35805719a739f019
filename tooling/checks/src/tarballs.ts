import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, text } from './json.js';
import { runPnpm } from './run/package-manager.js';
import { runProgram } from './run/program.js';
import { temporaryFolder } from './run/temporary-folder.js';

/** A package exactly as npm would get it. */
export interface PackedPackage {
  readonly name: string;
  readonly tarball: string;
  /** Where it is unpacked. */
  readonly folder: string;
  /** Relative to `folder`, with `/`. */
  readonly files: readonly string[];
}

export interface Tarballs {
  readonly packages: readonly PackedPackage[];
  /** Removes everything again. */
  dispose(): void;
}

/** Packs all published packages, once for every gate that looks at what users get. */
export async function packPublished(root: string): Promise<Tarballs> {
  const { path: folder, dispose } = temporaryFolder('packed');
  try {
    const args = ['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', folder];
    const run = await runPnpm(args, { cwd: root, deadlineMs: 60_000 });
    if (run.code !== 0) throw new Error(`The packages cannot be packed:\n${run.output}`);
    const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
    return { packages: await Promise.all(tarballs.map((file) => unpack(join(folder, file)))), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

async function unpack(tarball: string): Promise<PackedPackage> {
  const target = tarball.replace(/\.tgz$/, '');
  mkdirSync(target);
  const run = await runProgram('tar', ['-xzf', tarball, '-C', target], { cwd: target, deadlineMs: 30_000 });
  if (run.code !== 0) throw new Error(`${tarball} cannot be unpacked: ${run.output}`);
  const folder = join(target, 'package');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
  return { name: text(readJson(join(folder, 'package.json'))['name']) ?? '', tarball, folder, files };
}
