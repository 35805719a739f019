import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readJson, renewReadmeTable, repository } from '@tooling/checks';
import { planAdapter, Refused, type Plan } from './plan.js';
import { readTemplate } from './template.js';

/** `pnpm new:adapter <port> <provider>`: a package that compiles, whose tests fail until it is filled in. */
const [port, provider, ...more] = process.argv.slice(2);

function usage(): string {
  return `Usage: pnpm new:adapter <port> <provider>, as in: pnpm new:adapter cache demo\nPorts: ${[...readTemplate(repository).ports.keys()].join(', ')}`;
}

function write({ created, changed, names }: Plan): void {
  for (const [path, text] of [...created, ...changed]) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
  renewReadmeTable(repository);
  const pnpm = `npx -y ${String(readJson(join(repository, 'package.json'))['packageManager'])}`;
  const { folder } = names;
  const toWrite = [...created].filter(([, text]) => text.includes('errors.notWritten(')).map(([path]) => path);
  console.log(`Created:\n${[...created.keys()].map((path) => `  ${path}`).join('\n')}
Changed:\n${[...changed.keys(), 'README.md'].map((path) => `  ${path}`).join('\n')}

To be written: ${toWrite.join(', ')}

Next:
  ${pnpm} install --prefer-offline
  ${pnpm} test:unit packages/${folder}
  ${pnpm} check --only packages --filter ${folder}

CONTRIBUTING.md, "A new adapter", goes through it.`);
}

try {
  if (more.length > 0)
    throw new Refused(`There is one argument too many: ${more.map((each) => JSON.stringify(each)).join(', ')}.`);
  write(await planAdapter(repository, port, provider));
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(`${error.message}\n\n${usage()}`);
  process.exitCode = 2;
}
