import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const app = join(root, 'apps/playground');
const lock = join(root, 'node_modules/.cache/playground-build.lock');

/** The command line of the built playground. */
export const program: string = join(app, 'dist/cli.js');

const page = join(app, 'dist/web/index.html');

/** The packages that it loads at run time. */
const PACKAGES = [
  ...['core', 'container', 'errors', 'layers', 'cache-memory', 'cache-redis'],
  ...['logger-console', 'logger-memory', 'logger-pino', 'storage-local', 'storage-memory', 'storage-s3'],
  ...['health', 'observability', 'resilience', 'ratelimit-memory', 'ratelimit-redis'],
  ...['metrics-prometheus', 'monitoring-memory', 'tracing-otel'],
  ...['queue-memory', 'queue-bullmq', 'events-memory', 'events-redis', 'idempotency'],
  ...['repository-memory', 'repository-drizzle', 'outbox'],
];

/** What ends up in the built playground, from the root of the repository. */
const SOURCES = [
  ...['src', 'web', 'data', 'package.json', 'tsup.config.ts', 'vite.config.ts'].map(
    (name) => `apps/playground/${name}`,
  ),
  ...PACKAGES.map((name) => `packages/${name}/src`),
  'internal',
  'tooling/servers/src',
];

/** Builds the playground unless what is there is newer than all of its sources. One process builds, others wait. */
export async function ensureBuilt(): Promise<void> {
  for (;;) {
    if (await isFresh()) return;
    if (await takeLock()) break;
    await sleep(100);
  }
  try {
    const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const pnpm = packageManagerOf(manifest);
    await promisify(execFile)('npx', ['-y', pnpm, 'exec', 'turbo', 'run', 'build', '--filter=@app/playground'], {
      cwd: root,
    });
    // What turbo takes from its cache keeps its old times.
    if (!(await isThere())) throw new Error('turbo has built the playground, and its dist is not there');
    builtHere = true;
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

let builtHere = false;

async function isFresh(): Promise<boolean> {
  if (await isLocked()) return false;
  if (!(await isThere())) return false;
  if (builtHere) return true;
  const built = Math.min(await timeOf(program), await timeOf(page));
  const newest = await Promise.all(SOURCES.map((source) => newestIn(join(root, source))));
  return built > Math.max(...newest);
}

async function isThere(): Promise<boolean> {
  const outputs = [program, page, ...PACKAGES.map((name) => join(root, `packages/${name}/dist/index.js`))];
  const times = await Promise.all(outputs.map(timeOf));
  return times.every((time) => time > 0);
}

/** A lock that is older than any build was left behind by a process that was killed. */
const LONGEST_BUILD_MS = 120_000;

async function isLocked(): Promise<boolean> {
  const since = await timeOf(lock);
  if (since === 0) return false;
  if (Date.now() - since < LONGEST_BUILD_MS) return true;
  await rm(lock, { recursive: true, force: true });
  return false;
}

async function takeLock(): Promise<boolean> {
  if (await isLocked()) return false;
  await mkdir(join(lock, '..'), { recursive: true });
  return mkdir(lock).then(
    () => true,
    () => false,
  );
}

function packageManagerOf(manifest: unknown): string {
  if (typeof manifest === 'object' && manifest !== null && 'packageManager' in manifest)
    return String(manifest.packageManager);
  throw new Error('package.json names no packageManager');
}

async function timeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

async function newestIn(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'));
  const times = await Promise.all(files.map((entry) => timeOf(join(entry.parentPath, entry.name))));
  return Math.max(await timeOf(path), ...times);
}
