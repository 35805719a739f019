import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const workspace = join(root, 'benchmarks');

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.slice(0, 6).join(' ')} failed.`);
}

/** Builds the packages: their built files are what is released, and what is measured. */
export function buildPackages(): void {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { packageManager: string };
  // npx puts this pnpm on the PATH, where turbo looks for it.
  const turbo = ['turbo', 'run', 'build', '--filter=./packages/*', '--output-logs=errors-only'];
  run('npx', ['-y', packageManager, 'exec', ...turbo]);
}

/** Compiles the benches, file by file, below this workspace, so that imports find what it depends on. */
export function compileBenches(): string {
  const out = join(workspace, '.cache', 'compiled');
  rmSync(out, { recursive: true, force: true });
  const files = readdirSync(join(workspace, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(workspace, 'src', file));
  const esbuild = join(root, 'node_modules', '.bin', 'esbuild');
  const settings = ['--format=esm', '--platform=node', '--target=node20', '--log-level=warning'];
  // Found here, it imports the ioredis of this workspace, which is the older major: see contestants/redis-caches.ts.
  const copy = join(out, 'contestants', 'cache-redis-copy.js');
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(join(root, 'packages', 'cache-redis', 'dist', 'index.js'), copy);
  run(esbuild, [...files, `--outdir=${out}`, `--outbase=${join(workspace, 'src')}`, ...settings]);
  return out;
}
