// Writes the migrations that drizzle-kit has made into the source, so that a bundled service has them, too.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('../migrations/', import.meta.url);
const { entries } = JSON.parse(readFileSync(new URL('meta/_journal.json', folder), 'utf8'));
const migrations = entries.map(({ tag, when }) => {
  const text = readFileSync(new URL(`${tag}.sql`, folder), 'utf8');
  const hash = createHash('sha256').update(text).digest('hex');
  return { name: tag, madeAt: when, hash, statements: text.split('--> statement-breakpoint').map((one) => one.trim()) };
});
const told = migrations.map(
  ({ name, madeAt, hash, statements }) =>
    `  {\n    name: '${name}',\n    madeAt: ${madeAt},\n    hash: '${hash}',\n    statements: [\n${statements
      .map((one) => `      ${JSON.stringify(one)},\n`)
      .join('')}    ],\n  },\n`,
);
writeFileSync(
  new URL('../src/own-migrations.ts', import.meta.url),
  `// Written by \`pnpm migrations\`, from what drizzle-kit has made of tables.ts.
import type { Migration } from './migration.js';

/** The migrations of this package's own tables. */
export const ownMigrations: readonly Migration[] = [\n${told.join('')}];\n`,
);
