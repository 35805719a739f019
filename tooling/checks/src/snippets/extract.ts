/** A program in a README. */
export interface Snippet {
  /** The README, relative to the root. */
  readonly readme: string;
  /** The line of the README on which its code begins, from 1. */
  readonly line: number;
  /** Unique, fit for a file name. */
  readonly name: string;
  readonly code: string;
  /** `ts no-run` is only compiled. */
  readonly runs: boolean;
}

const OPEN = /^(\s*)(`{3,}|~{3,})\s*(\S*)\s*(.*)$/;

/** The TypeScript blocks of a README; each is a complete program. */
export function extractSnippets(readme: string, markdown: string, prefix: string): readonly Snippet[] {
  const snippets: Snippet[] = [];
  const lines = markdown.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const [, indent = '', fence, language = '', info = ''] = OPEN.exec(lines[index] ?? '') ?? [];
    if (fence === undefined) continue;
    const start = index + 1;
    index = endOf(lines, start, fence);
    if (!['ts', 'typescript'].includes(language)) continue;
    snippets.push({
      readme,
      line: start + 1,
      name: `${prefix}-${snippets.length + 1}`,
      code: lines
        .slice(start, index)
        .map((line) => line.slice(indent.length))
        .join('\n'),
      runs: info.trim() !== 'no-run',
    });
  }
  return snippets;
}

function endOf(lines: readonly string[], start: number, fence: string): number {
  const found = lines.findIndex((line, index) => index >= start && line.trim() === fence);
  return found < 0 ? lines.length : found;
}
