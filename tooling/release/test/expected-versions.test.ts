import { describe, expect, test } from 'vitest';
import type { Bump } from '@tooling/checks';
import { breakingBump, bumped, expectedVersions } from '../src/expected-versions.js';

const dependencies = { '@infra/core': 'workspace:^' };
const packages = [
  { name: '@infra/core', version: '1.4.2', dependencies: {} },
  { name: '@infra/cache-x', version: '0.3.1', dependencies },
  { name: '@infra/cache-y', version: '2.0.0', dependencies },
];

test.each([
  ['1.4.2', 'patch', '1.4.3'],
  ['1.4.2', 'minor', '1.5.0'],
  ['1.4.2', 'major', '2.0.0'],
  ['0.0.0', 'minor', '0.1.0'],
  ['0.3.1', 'major', '1.0.0'],
] as const)('%s and a %s make %s', (version, bump, after) => {
  expect(bumped(version, bump)).toBe(after);
});

describe('a release', () => {
  const versions = (...bumps: (readonly [string, Bump])[]): readonly string[] => [
    ...expectedVersions(packages, new Map(bumps)).values(),
  ];

  test('moves only what a changeset names, a minor of core included', () => {
    expect(versions()).toEqual(['1.4.2', '0.3.1', '2.0.0']);
    expect(versions(['@infra/core', 'minor'])).toEqual(['1.5.0', '0.3.1', '2.0.0']);
    expect(versions(['@infra/cache-y', 'patch'])).toEqual(['1.4.2', '0.3.1', '2.0.1']);
  });

  test('with a major of core moves everybody who depends on it', () => {
    expect(versions(['@infra/core', 'major'])).toEqual(['2.0.0', '0.3.2', '2.0.1']);
    expect(versions(['@infra/core', 'major'], ['@infra/cache-y', 'major'])).toEqual(['2.0.0', '0.3.2', '3.0.0']);
  });
});

test('what breaks users is a minor below 1.0.0', () => {
  expect(packages.map(breakingBump)).toEqual(['major', 'minor', 'major']);
});
