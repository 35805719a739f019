import { posix } from 'node:path';
import { isRelative, type SourceFile } from '../source-files.js';

/**
 * Rings of files that import each other, type imports included: a ring is one file in disguise, and whoever reads one
 * part must read them all.
 */
export function importCycles(sources: readonly SourceFile[]): string[] {
  const graph = new Map(sources.map((source) => [source.path, targetsOf(source, sources)]));
  const done = new Set<string>();
  const trail: string[] = [];
  const cycles: string[] = [];

  const visit = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push(`import cycle: ${[...trail.slice(start), path].join(' → ')}`);
    if (start >= 0 || done.has(path)) return;
    trail.push(path);
    for (const target of graph.get(path) ?? []) visit(target);
    trail.pop();
    done.add(path);
  };
  for (const path of graph.keys()) visit(path);
  return cycles;
}

function targetsOf({ path, imports }: SourceFile, sources: readonly SourceFile[]): readonly string[] {
  const wanted = new Set(
    imports.filter(isRelative).map((specifier) => withoutExtension(posix.join(posix.dirname(path), specifier))),
  );
  return sources.map((source) => source.path).filter((candidate) => wanted.has(withoutExtension(candidate)));
}

function withoutExtension(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, '');
}
