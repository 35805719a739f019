// Every published package, as built, loads as an ES module and as CommonJS, and both have the same exports.
// Plain JavaScript: this runs on versions of Node that read no TypeScript.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const require = createRequire(import.meta.url);
const folders = process.env.PACKAGE_FOLDERS?.split(',') ?? [];
console.log(`node: ${process.version}`);

test('there are packages to import', () => assert.ok(folders.length > 0));

for (const folder of folders) {
  test(`${folder} as an ES module and as CommonJS`, async () => {
    const esm = Object.keys(await import(`../../../${folder}/dist/index.js`));
    const cjs = Object.keys(require(`../../../${folder}/dist/index.cjs`));
    assert.ok(esm.length > 0);
    assert.deepEqual(cjs.sort(), esm.sort());
  });
}
