import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A small program of a user, as TypeScript that is right both as an ES module and as CommonJS. */
export interface ConsumerProgram {
  readonly name: string;
  readonly source: string;
}

const folder = fileURLToPath(new URL('programs', import.meta.url));

/** One program per package that has something to try, and one that imports them all. */
export function consumerPrograms(packageNames: readonly string[]): readonly ConsumerProgram[] {
  const written = readdirSync(folder).map((file) => ({
    name: file.replace(/\.ts$/, ''),
    source: readFileSync(`${folder}/${file}`, 'utf8'),
  }));
  return [everyPackage(packageNames), ...written];
}

/** The programs that need nothing but this package, core and its peers. */
export function programOf(packageName: string, programs: readonly ConsumerProgram[]): ConsumerProgram | undefined {
  return programs.find(({ name }) => packageName === `@infra/${name}`);
}

/** Imports every package, and nothing else. */
export function everyPackage(packageNames: readonly string[]): ConsumerProgram {
  const imports = packageNames.map((name, index) => `import * as p${index} from '${name}';`);
  const checks = packageNames.map(
    (name, index) => `if (Object.keys(p${index}).length === 0) throw new Error('${name} is empty');`,
  );
  return { name: 'every-package', source: [...imports, ...checks, ''].join('\n') };
}

/** The ES module and the CommonJS of core in one process, each of which must know the errors of the other. */
export const twoCopies = `
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as esm from '@infra/core';
const cjs = createRequire(import.meta.url)('@infra/core');
const options = { code: 'timeout', message: 'late', provider: 'consumer', operation: 'wait' };
assert.notEqual(esm.InfraError, cjs.InfraError, 'these are meant to be two copies');
assert.ok(esm.isInfraError(new cjs.InfraError(options)));
assert.ok(cjs.isInfraError(new esm.InfraError(options)));
const bridged = await cjs.fromPromise(() => Promise.reject(new esm.InfraError(options)));
assert.equal(bridged.error.code, 'timeout');
`;
