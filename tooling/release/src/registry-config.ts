import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** YAML takes JSON. Our packages are here or nowhere; all others come from `upstream`, and stay for a while. */
export function registryConfig(folder: string, upstream: string): string {
  return JSON.stringify({
    storage: join(folder, 'storage'),
    auth: { htpasswd: { file: join(folder, 'htpasswd') } },
    uplinks: { upstream: { url: upstream, cache: true, maxage: '60m', timeout: '30s' } },
    packages: {
      '@infra/*': { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'upstream' },
    },
    publish: { allow_offline: true },
    web: { enable: false },
    max_body_size: '50mb',
    log: { type: 'stdout', format: 'pretty', level: 'warn' },
  });
}

/**
 * The environment in which npm and its like know this registry alone: no token, scope or cache of whoever runs the
 * rehearsal is read, so that nothing can be published elsewhere. npm reads names in either case, and which one
 * it then believes is a matter of luck: there is one.
 */
export function clientEnvironment(
  folder: string,
  url: string,
  token: string,
): Readonly<Record<string, string | undefined>> {
  const userConfig = join(folder, 'npmrc');
  writeFileSync(userConfig, [`registry=${url}`, `//${new URL(url).host}/:_authToken=${token}`, ''].join('\n'));
  const settings = {
    registry: url,
    '@infra:registry': url,
    userconfig: userConfig,
    globalconfig: join(folder, 'no-global-npmrc'),
    cache: join(folder, 'npm-cache'),
    provenance: 'false',
    update_notifier: 'false',
  };
  const env: Record<string, string | undefined> = { NODE_AUTH_TOKEN: undefined, NPM_TOKEN: undefined, ...noProxy() };
  for (const [name, value] of Object.entries(settings)) {
    env[`NPM_CONFIG_${name.toUpperCase()}`] = undefined;
    env[`npm_config_${name}`] = value;
  }
  return env;
}

/** A proxy for the world is none for loopback. */
function noProxy(): Readonly<Record<string, string>> {
  const value = [process.env['no_proxy'] ?? process.env['NO_PROXY'], '127.0.0.1'].filter(Boolean).join(',');
  return { no_proxy: value, NO_PROXY: value };
}
