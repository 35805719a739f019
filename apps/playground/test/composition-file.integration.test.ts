import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';
import { compositionFile } from '../src/composition/composition-file.js';
import type { Composition, PortView } from '../src/contract.js';
import { packageRoot } from '../src/package-root.js';
import { portNames, registry } from '../src/providers/registry.js';
import { ensureBuilt } from './build.js';

// The types of the packages are those that are installed: the built ones.
beforeAll(ensureBuilt, 180_000);

/** The registry without a look at what is needed. */
const ports: readonly PortView[] = portNames.map((name) => {
  const { title, group, summary, providers } = registry[name];
  return { name, title, group, summary, providers: providers.map(({ need: _, ...provider }) => provider) };
});

const compositions = ports.reduce<readonly Composition[]>(
  (all, { name, providers }) => all.flatMap((one) => providers.map((provider) => ({ ...one, [name]: provider.name }))),
  [{ cache: '', storage: '', logger: '' }],
);

test('every composition that can be chosen compiles as it is copied', () => {
  const files = new Map(
    compositions.map((composition, index) => [
      join(packageRoot(), `test/copied-${index}.ts`),
      compositionFile(composition, ports).text,
    ]),
  );
  expect(files.size).toBe(18);
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    types: ['node'],
    ...{ strict: true, noEmit: true, skipLibCheck: true, exactOptionalPropertyTypes: true },
    noPropertyAccessFromIndexSignature: true,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.getSourceFile = (name, language, ...rest) => {
    const text = files.get(name);
    return text === undefined ? getSourceFile(name, language, ...rest) : ts.createSourceFile(name, text, language);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const problems = [...files.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
}, 60_000);

test('what is installed is what is imported, and what that needs beside it', () => {
  const { install, text } = compositionFile({ cache: 'redis', storage: 's3', logger: 'pino' }, ports);
  expect(install).toBe(
    'npm install @infra/core @infra/container @infra/logger-pino pino @infra/cache-redis ioredis @infra/storage-s3 @aws-sdk/client-s3',
  );
  expect(text).toContain(`.add('cache', () => createRedisCache({ url: env('REDIS_URL') }))`);
  expect(text.indexOf(`add('logger'`)).toBeLessThan(text.indexOf(`add('cache'`));
});
