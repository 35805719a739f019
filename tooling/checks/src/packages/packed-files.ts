import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { importsOf, isRelative } from '../source-files.js';
import type { PackedPackage } from '../tarballs.js';

const REQUIRED = [
  'package.json',
  'README.md',
  'LICENSE',
  'dist/index.js',
  'dist/index.cjs',
  'dist/index.d.ts',
  'dist/index.d.cts',
];

/** `changeset publish` does not build: without this a release could be a package.json alone. */
export function missingFiles({ name, files }: PackedPackage): string[] {
  return REQUIRED.filter((file) => !files.includes(file)).map(
    (file) => `${name}: the tarball has no ${file}; build first`,
  );
}

/** The types that users see are complete, and name nothing that they cannot install. */
export function typesProblems(packed: PackedPackage): string[] {
  return ['dist/index.d.ts', 'dist/index.d.cts'].flatMap((entry) => declarationProblems(packed, entry, new Set()));
}

function declarationProblems(packed: PackedPackage, file: string, seen: Set<string>): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  if (!packed.files.includes(file)) return [`${packed.name}: the types need ${file}, which is not in the tarball`];
  return importsOf(readFileSync(join(packed.folder, file), 'utf8')).flatMap((specifier) => {
    if (specifier.startsWith('@internal/')) {
      return [
        `${packed.name}: ${file} mentions ${specifier}, which is not published: keep it out of public signatures`,
      ];
    }
    if (!isRelative(specifier)) return [];
    const target = posix.join(posix.dirname(file), specifier).replace(/\.(c?)js$/, '.d.$1ts');
    return declarationProblems(packed, target, seen);
  });
}
