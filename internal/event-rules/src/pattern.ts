import { nameProblem } from '@internal/names';

/** Whether a type is one that the pattern is for: itself, or, where the pattern ends in `*`, whatever begins as it does. */
export function matches(pattern: string, type: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

/** Why this is no type; undefined when it is one. */
export function typeProblem(type: unknown): string | undefined {
  return nameProblem('event type', type) ?? starProblem('event type', String(type));
}

/** Why this is no pattern; undefined when it is one. */
export function patternProblem(pattern: unknown): string | undefined {
  return nameProblem('pattern', pattern) ?? starProblem('pattern', String(pattern).replace(/\*$/, ''));
}

function starProblem(what: string, text: string): string | undefined {
  if (!text.includes('*')) return undefined;
  return `The ${what} ${JSON.stringify(text)} has a *, which only a pattern may have, at its end.`;
}
