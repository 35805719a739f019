import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConsumerProgram } from '@tooling/checks';
import { edit } from './versioning.js';

const INDEX = 'packages/core/src/index.ts';
const ADDITION = 'packages/core/src/rehearsal.ts';
const IO = 'packages/core/src/io.ts';
const EXPORT = `export * from './rehearsal.js';\n`;

const ADAPTER_INDEX = 'packages/cache-memory/src/index.ts';
const USE = `export { rehearsed } from '@infra/core';\n`;

/** What a minor may do: a new function, and a new optional property where every adapter takes it. */
export function growCore(tree: string): void {
  const code = `/** Added by the rehearsal of a release. */\nexport function rehearsed(): string {\n  return 'rehearsed';\n}\n`;
  writeFileSync(join(tree, ADDITION), code);
  edit(tree, INDEX, (text) => text + EXPORT);
  edit(tree, IO, (text) => text.replace(/(export interface IoOptions \{\n)/, '$1  readonly rehearsal?: number;\n'));
}

/** What only a major may do: the function goes again. */
export function shrinkCore(tree: string): void {
  rmSync(join(tree, ADDITION));
  edit(tree, INDEX, (text) => text.replace(EXPORT, ''));
}

/** An adapter that needs, when it runs, what the minor brought. */
export function useAddition(tree: string): void {
  edit(tree, ADAPTER_INDEX, (text) => text + USE);
}

export function leaveAddition(tree: string): void {
  edit(tree, ADAPTER_INDEX, (text) => text.replace(USE, ''));
}

/** An application that uses the new minor together with adapters that have never seen it. */
export const additionProgram: ConsumerProgram = {
  name: 'the-addition',
  source: `
import assert from 'node:assert/strict';
import { createMemoryCache } from '@infra/cache-memory';
import { rehearsed, unwrap } from '@infra/core';

async function main(): Promise<void> {
  assert.equal(rehearsed(), 'rehearsed');
  const cache = createMemoryCache();
  assert.equal(unwrap(await cache.get('nothing', { rehearsal: 1 })), undefined);
  unwrap(await cache.close());
}

void main();
`,
};
