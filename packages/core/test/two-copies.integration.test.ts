import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

// A project gets two copies of core sooner or later: an adapter built against an older minor, a CJS file beside ESM.

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const core = join(root, 'packages/core');
let project: string;

async function install(name: string, version: string): Promise<string> {
  const target = join(project, 'node_modules', name);
  await mkdir(target, { recursive: true });
  await cp(join(core, 'dist'), join(target, 'dist'), { recursive: true });
  const manifest = JSON.parse(await readFile(join(core, 'package.json'), 'utf8')) as Record<string, unknown>;
  await writeFile(join(target, 'package.json'), JSON.stringify({ ...manifest, name, version }));
  return target;
}

/** What a minor may add: a function, an optional property here and there. */
async function grow(target: string): Promise<void> {
  const edits: readonly (readonly [string, string | RegExp, string])[] = [
    [
      'infra-error.d.ts',
      'readonly details?: ErrorDetails;',
      'readonly details?: ErrorDetails;\n\treadonly hint?: string;',
    ],
    ['io.d.ts', /readonly signal\?:/, 'readonly urgency?: number;\n\treadonly signal?:'],
    ['index.d.ts', /^/, 'export declare function added(): number;\n'],
    ['index.js', /^/, 'export function added() { return 1; }\n'],
  ];
  for (const [file, from, to] of edits) {
    const path = join(target, 'dist', file);
    const before = await readFile(path, 'utf8');
    const after = before.replaceAll(typeof from === 'string' ? from : new RegExp(from, 'g'), to);
    expect(after, file).not.toBe(before);
    await writeFile(path, after);
  }
}

beforeAll(async () => {
  await run('npx', ['tsup'], { cwd: core });
  project = await mkdtemp(join(tmpdir(), 'two-copies-'));
  await install('core-1-0', '1.0.0');
  await grow(await install('core-1-1', '1.1.0'));
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rm(project, { recursive: true, force: true }));

const PROGRAM = `
import { createRequire } from 'node:module';
import * as older from 'core-1-0';
import * as newer from 'core-1-1';

const cjs: typeof older = createRequire(import.meta.url)('core-1-0');

// Types: what one copy makes, the other takes, in both directions.
const options = { code: 'timeout', message: 'm', provider: 'p', operation: 'o' } as const;
const fromNewer: older.InfraError = new newer.InfraError(options);
const fromOlder: newer.InfraError = new older.InfraError(options);
const result: newer.Result<number> = older.ok(1) as older.Result<number>;
declare const adapter: older.Cache<string>;
function service(cache: newer.Cache<string>): void { void cache; }
if (Math.random() > 1) service(adapter);

// Run time: each recognises the errors of every other, without their classes.
const errors = [fromNewer, fromOlder, new cjs.InfraError(options)];
for (const copy of [older, newer, cjs]) {
  for (const error of errors) if (!copy.isInfraError(error)) throw new Error('not recognised');
}
if (errors.some((error, index) => errors.some((other, at) => at !== index && error.constructor === other.constructor))) {
  throw new Error('this is one copy only');
}
const mapped = newer.map(result, (n) => n + newer.added());
console.log(newer.unwrap(mapped), older.InfraError.from(fromNewer) === fromNewer);
`;

test('1.0 beside 1.1, ESM beside CJS: types and errors of one copy are those of the other', async () => {
  await writeFile(join(project, 'program.ts'), PROGRAM);
  const compilerOptions = {
    module: 'NodeNext',
    target: 'ES2023',
    lib: ['ES2023', 'ESNext.Disposable'],
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
  };
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project]).catch(
    (error: unknown) => {
      throw new Error((error as { readonly stdout: string }).stdout);
    },
  );
  const { stdout } = await run(process.execPath, [join(project, 'program.js')]);
  expect(stdout.trim()).toBe('2 true');
});
