import { append, create, emptyCase, replace, type Mutation } from '../mutation.js';

const CACHE_MEMORY = 'packages/cache-memory/src/memory-cache.ts';
const UNIT_TEST = 'tooling/checks/test/laws.test.ts';
const INTEGRATION_TEST = 'tooling/servers/test/test-redis.integration.test.ts';

/** What compilers, linters and tests exist to refuse. */
export const codeMutations: readonly Mutation[] = [
  {
    name: 'a type is wrong',
    file: 'packages/core/src/result.ts',
    edit: append(`export const wrong: number = 'text';`),
    gate: 'typecheck',
    expects: /result\.ts\(\d+,\d+\): error TS2322/,
  },
  {
    name: 'a file is not formatted',
    file: 'packages/core/src/result.ts',
    edit: append('export const  unformatted : number=1'),
    gate: 'format',
    filter: 'packages/core/src/result.ts',
    expects: /result\.ts/,
  },
  {
    name: 'a Result is ignored',
    file: CACHE_MEMORY,
    edit: append('export async function forget(cache: Cache): Promise<void> {\n  await cache.clear();\n}'),
    gate: 'lint',
    filter: CACHE_MEMORY,
    expects: /The Result of cache\.clear\(\) is ignored/,
  },
  {
    name: 'a Result is ignored behind void and a disable comment',
    file: CACHE_MEMORY,
    edit: append(
      'export function forget(cache: Cache): void {\n  // eslint-disable-next-line\n  void cache.clear();\n}',
    ),
    gate: 'lint',
    filter: CACHE_MEMORY,
    expects: /The Result of cache\.clear\(\) is ignored/,
  },
  {
    name: 'a promise floats',
    file: CACHE_MEMORY,
    edit: append('export function start(work: () => Promise<void>): void {\n  work();\n}'),
    gate: 'lint',
    filter: CACHE_MEMORY,
    expects: /no-floating-promises/,
  },
  {
    name: 'a test fails',
    file: UNIT_TEST,
    edit: append(`test('one is two', () => expect(1).toBe(2));`),
    gate: 'unit',
    filter: UNIT_TEST,
    expects: /one is two[\s\S]* passed, 1 failed/,
  },
  {
    name: 'a test leaves an unhandled rejection',
    file: UNIT_TEST,
    edit: append(`test('fine', () => void Promise.reject(new Error('nobody caught me')));`),
    gate: 'unit',
    filter: UNIT_TEST,
    expects: /nobody caught me/,
  },
  {
    name: 'the conformance tests are skipped',
    file: 'packages/cache-memory/test/conformance.test.ts',
    edit: replace(/, test\);/, ', test.skip);'),
    gate: 'unit',
    filter: 'packages/cache-memory/test/conformance',
    expects: /a skipped test proves nothing/,
  },
  {
    name: 'a test file has no test',
    file: UNIT_TEST,
    edit: create('export {};'),
    gate: 'unit',
    filter: UNIT_TEST,
    expects: /no test/i,
  },
  {
    name: 'a test leaves a server open',
    file: INTEGRATION_TEST,
    edit: append(
      `test('fine', async () => {\n  const { createServer } = await import('node:net');\n` +
        `  await new Promise<void>((listening) => createServer().listen(0, listening));\n});`,
    ),
    gate: 'integration',
    filter: INTEGRATION_TEST,
    expects: /leaves resources behind that would keep a process alive/,
  },
  {
    name: 'a case of the Cache suite promises nothing',
    file: 'packages/conformance/src/cache/values.ts',
    edit: emptyCase('mutating what was put in or got out changes nothing'),
    gate: 'unit',
    filter: 'tooling/saboteurs/test/cache',
    expects: /let it pass: shares its values with its callers/,
  },
  {
    name: 'a case of the Logger suite promises nothing',
    file: 'packages/conformance/src/logger/redaction.ts',
    edit: emptyCase('a secret is found at any depth, in arrays, Maps and Sets'),
    gate: 'unit',
    filter: 'tooling/saboteurs/test/logger',
    expects: /let it pass: does not look into Maps/,
  },
];
