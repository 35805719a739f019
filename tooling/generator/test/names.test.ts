import { describe, expect, test } from 'vitest';
import { namesOf, providerProblem, renamed } from '../src/names.js';

describe('a provider', () => {
  test.each(['demo', 'cloud-store', 's3', 'a'])('may be called %s', (provider) => {
    expect(providerProblem(provider)).toBeUndefined();
  });

  test.each([
    '',
    'Demo',
    'demo_x',
    '..',
    '../core',
    'a/b',
    'a b',
    '3s',
    '-a',
    'a-',
    'a--b',
    'ä',
    'a\n',
    'x'.repeat(41),
  ])('may not be called %j', (provider) => {
    expect(providerProblem(provider)).toContain('lower-case letters');
  });

  test('may not have the name of what stands for it', () => {
    expect(providerProblem('template')).toContain('what stands for it');
  });
});

test('a text gets the provider in both of its forms', () => {
  const names = namesOf('cache', 'cloud-store');
  expect(names).toMatchObject({ folder: 'cache-cloud-store', name: '@infra/cache-cloud-store', pascal: 'CloudStore' });
  expect(renamed("createTemplateCache from './template-cache.js'", names)).toBe(
    "createCloudStoreCache from './cloud-store-cache.js'",
  );
});
