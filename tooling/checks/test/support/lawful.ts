import type { Files } from './tree.js';

/** A workspace that keeps all laws. */
export const lawful: Files = {
  'packages/core/package.json': { name: '@infra/core', version: '1.0.0' },
  'packages/core/src/index.ts': `export * from './result.js';`,
  'packages/core/src/result.ts': `export interface Ok { readonly ok: true }\nconst NONE: readonly string[] = [];\nexport const none = () => NONE;`,
  'internal/text/package.json': {
    name: '@internal/text',
    private: true,
    dependencies: { '@infra/core': 'workspace:^' },
  },
  'internal/text/src/index.ts': `import type { Ok } from '@infra/core';\nimport { Buffer } from 'node:buffer';\nexport const x: Ok | Buffer | undefined = undefined;`,
  'packages/cache-x/package.json': {
    name: '@infra/cache-x',
    version: '1.2.0',
    dependencies: { '@infra/core': 'workspace:^', lru: '^1.0.0' },
    peerDependencies: { sdk: '^2.0.0' },
    devDependencies: { '@internal/text': 'workspace:*', '@infra/conformance': 'workspace:*' },
  },
  'packages/cache-x/src/index.ts': `import 'lru/deep';\nimport 'sdk';\nimport 'node:fs';\nimport '@internal/text';\nexport * from '@infra/core';`,
  'packages/cache-x/test/conformance.test.ts': `import '@infra/conformance';\nimport 'vitest';`,
  'apps/shop/package.json': { name: '@app/shop', private: true, dependencies: { '@infra/cache-x': 'workspace:^' } },
  'apps/shop/src/index.ts': `import '@infra/cache-x';`,
};
