import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clientEnvironment, registryConfig } from '../src/registry-config.js';

test('our packages are never asked for elsewhere; all others are', () => {
  const config: unknown = JSON.parse(registryConfig('/folder', 'https://registry.invalid/'));
  expect(config).toMatchObject({
    uplinks: { upstream: { url: 'https://registry.invalid/' } },
    packages: { '@infra/*': { publish: '$all' }, '**': { proxy: 'upstream' } },
  });
  expect(config).not.toHaveProperty(['packages', '@infra/*', 'proxy']);
  expect(config).not.toHaveProperty(['packages', '**', 'publish']);
});

test('no setting, token or cache of whoever rehearses is left', () => {
  const folder = mkdtempSync(join(tmpdir(), 'infra-registry-'));
  try {
    const url = 'http://127.0.0.1:4873/';
    const env = clientEnvironment(folder, url, 'token');
    expect(env).toMatchObject({
      npm_config_registry: url,
      'npm_config_@infra:registry': url,
      npm_config_provenance: 'false',
      NPM_CONFIG_REGISTRY: undefined,
      NPM_CONFIG_USERCONFIG: undefined,
      NPM_TOKEN: undefined,
    });
    expect(env['no_proxy']).toMatch(/(^|,)127\.0\.0\.1$/);
    expect(readFileSync(env['npm_config_userconfig'] ?? '', 'utf8')).toContain('//127.0.0.1:4873/:_authToken=token');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
