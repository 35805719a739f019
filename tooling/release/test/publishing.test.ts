import { describe, expect, test } from 'vitest';
import { packumentProblems } from '../src/publishing.js';

const pkg = { name: '@infra/cache-x', version: '0.2.0', dependencies: { '@infra/core': 'workspace:^' } };

function packument(manifest: object, latest = '0.2.0'): Record<string, unknown> {
  const whole = { version: '0.2.0', dependencies: { '@infra/core': '^1.0.0' }, ...manifest };
  return { 'dist-tags': { latest }, versions: { '0.1.0': { version: '0.1.0' }, '0.2.0': whole } };
}

describe('what the registry has of a package', () => {
  test('is fine', () => {
    expect(packumentProblems(pkg, packument({ peerDependencies: { sdk: '^2.0.0' } }))).toEqual([]);
  });

  test.each([
    ['nothing', undefined, '@infra/cache-x@0.2.0: is not in the registry'],
    ['another latest', packument({}, '0.1.0'), '"latest" is 0.1.0, not 0.2.0'],
    [
      'a range of the workspace',
      packument({ dependencies: { '@infra/core': 'workspace:^' } }),
      'published with @infra/core workspace:^',
    ],
    [
      'another of our packages',
      packument({ peerDependencies: { '@infra/cache-y': '^1.0.0' } }),
      'published depending on @infra/cache-y',
    ],
    ['no core', packument({ dependencies: {} }), 'published without its dependency on @infra/core'],
  ])('is not, with %s', (_, found, problem) => {
    expect(packumentProblems(pkg, found)).toEqual([expect.stringContaining(problem)]);
  });
});
