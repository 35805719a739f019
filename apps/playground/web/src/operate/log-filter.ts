import type { TailEntry } from '../api/log-store.js';
import { fieldsText } from '../ui/log-line.js';

/** The lightest level that is shown can be one of these. */
export const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
const WEIGHTS: readonly string[] = [...LEVELS, 'fatal'];

export type Level = (typeof LEVELS)[number];

export function levelIn(text: string | null): Level {
  return LEVELS.find((level) => level === text) ?? 'info';
}

/** The lines from a level on in which all words are. Gaps are shown where nothing is searched for. */
export function shownEntries(entries: readonly TailEntry[], level: Level, find: string): readonly TailEntry[] {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  const least = WEIGHTS.indexOf(level);
  return entries.filter((entry) => {
    if ('gap' in entry) return words.length === 0;
    const { line } = entry;
    if (WEIGHTS.indexOf(line.level) < least) return false;
    if (words.length === 0) return true;
    const text = `${line.message} ${fieldsText(line.fields)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
