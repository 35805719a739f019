import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseChangeset, parseJson, record, repository, textRecord } from '@tooling/checks';
import { describe, expect, test } from 'vitest';
import { planAdapter, Refused } from '../src/plan.js';
import { register, registrations } from '../src/registrations.js';
import { readTemplate } from '../src/template.js';
import { namesOf } from '../src/names.js';

const ports = [...readTemplate(repository).ports.keys()];

describe.each(ports)('an adapter of the port %s', (port) => {
  const plan = planAdapter(repository, port, 'cloud-store');
  const folder = `${port}-cloud-store`;
  const own = `packages/${folder}`;

  test('has everything that belongs to a package', async () => {
    const { created, changed } = await plan;
    expect([...created.keys()]).toEqual(
      expect.arrayContaining([
        ...['package.json', 'tsconfig.json', 'README.md', 'src/index.ts', 'src/errors.ts'].map(
          (file) => `${own}/${file}`,
        ),
        `${own}/src/cloud-store-${port}.ts`,
        `${own}/test/conformance.test.ts`,
        `benchmarks/src/benches/${folder}.ts`,
        `.changeset/${folder}.md`,
      ]),
    );
    expect([...changed.keys()]).toEqual(registrations.map(({ path }) => path));
    for (const text of changed.values()) expect(text).toContain(folder);
  });

  test('has nothing of the template in it', async () => {
    const { created } = await plan;
    for (const [path, text] of created) expect(`${path}\n${text}`).not.toMatch(/template|'\.\.\/\.\.\//i);
  });

  test('depends on what its files import, and on the third parties that it bundles', async () => {
    const { created } = await plan;
    const manifest = record(parseJson(created.get(`${own}/package.json`) ?? ''));
    expect(manifest).toMatchObject({ name: `@infra/${folder}`, version: '0.0.0' });
    expect(manifest).not.toHaveProperty('private');
    expect(manifest).not.toHaveProperty('ports');
    const known = Object.keys({ ...textRecord(manifest['dependencies']), ...textRecord(manifest['devDependencies']) });
    const sources = [...created].filter(([path]) => path.startsWith(own)).map(([, text]) => text);
    const imported = sources.flatMap((text) =>
      [...text.matchAll(/from '(@(?:infra|internal)\/[\w-]+)'/g)].map(([, name]) => name),
    );
    expect(known).toEqual(expect.arrayContaining(imported.filter((name) => name !== `@infra/${folder}`)));
    expect('file-type' in textRecord(manifest['dependencies'])).toBe(port === 'storage');
  });

  test('is announced', async () => {
    const changeset = (await plan).created.get(`.changeset/${folder}.md`) ?? '';
    expect(parseChangeset(changeset)?.bumps).toEqual([[`@infra/${folder}`, 'minor']]);
  });
});

describe('what makes no sense', () => {
  test.each<[string, string | undefined, string | undefined, string]>([
    ['nothing at all', undefined, undefined, 'A port and a provider are needed'],
    ['no provider', 'cache', undefined, 'A port and a provider are needed'],
    [
      'a port that there is not',
      'cash',
      'demo',
      'There is no port "cash"; there are: cache, error-tracker, logger, metrics, ratelimit, storage, tracer',
    ],
    ['a port out of the prototype', 'toString', 'demo', 'There is no port "toString"'],
    ['a provider with capitals', 'cache', 'Demo', 'must be lower-case letters'],
    ['a path', 'cache', '../core', 'must be lower-case letters'],
    ['a package that exists', 'cache', 'memory', 'packages/cache-memory is there already'],
  ])('is refused: %s', async (_what, port, provider, message) => {
    await expect(planAdapter(repository, port, provider)).rejects.toThrow(message);
    await expect(planAdapter(repository, port, provider)).rejects.toBeInstanceOf(Refused);
  });

  test('leaves no trace', () => {
    expect(existsSync(join(repository, 'packages', 'cache-Demo'))).toBe(false);
  });
});

test.each(registrations)('$path that has changed its shape is noticed', (registration) => {
  const isJson = registration.path.endsWith('package.json');
  if (!isJson) expect(register(registration, 'something else', namesOf('cache', 'demo'))).toBeUndefined();
});
