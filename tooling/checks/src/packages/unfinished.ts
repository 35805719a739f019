import { text } from '../json.js';
import { readSources } from '../source-files.js';
import type { WorkspacePackage } from '../workspace.js';

/** What the generator leaves for the author to say. */
const MARK = /\bTODO\b/;

/** What the errors of a method say that the generator left for the author to write. */
const NOT_WRITTEN = 'is not written yet';

/** The lines of what users read in which the author still has something to say. */
export function unfinished(path: string, content: string): string[] {
  return content
    .split('\n')
    .flatMap((line, at) =>
      MARK.test(line) ? [`${path}:${at + 1}: something is still to be said: ${line.trim()}`] : [],
    );
}

/** What the generator left in a package's manifest and sources. */
export function leftovers(root: string, { folder, manifest }: WorkspacePackage): string[] {
  const description = text(manifest['description']) ?? '';
  return [
    ...(MARK.test(description) ? [`${folder}/package.json: "description" is still to be said: ${description}`] : []),
    ...readSources(root, `${folder}/src`)
      .filter((source) => source.text.includes(NOT_WRITTEN))
      .map(({ path }) => `${path}: still has the error for what ${NOT_WRITTEN}: write it, then take the error out`),
  ];
}
