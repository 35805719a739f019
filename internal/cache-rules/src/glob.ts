// One pattern language for every store: `*` any run, `?` one character, `\` the next one literally.
// What a store's own matcher does differently (Redis's `?` is a byte, its `[` opens a set) never shows.

type Token = string | typeof ANY_RUN | typeof ANY_ONE;
const ANY_RUN = Symbol('*');
const ANY_ONE = Symbol('?');

function parse(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  const characters = [...pattern];
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? '';
    if (character === '\\' && index + 1 < characters.length) {
      index += 1;
      tokens.push(characters[index] ?? '');
    } else if (character === '*') {
      if (tokens.at(-1) !== ANY_RUN) tokens.push(ANY_RUN);
    } else {
      tokens.push(character === '?' ? ANY_ONE : character);
    }
  }
  return tokens;
}

/** Whether a key matches, in time proportional to key × pattern whatever the pattern is: no regular expression. */
export function compileGlob(pattern: string): (key: string) => boolean {
  const tokens = parse(pattern);
  return (key) => {
    const characters = [...key];
    let token = 0;
    let character = 0;
    let star = -1;
    let resume = 0;
    while (character < characters.length) {
      const expected = tokens[token];
      if (expected === ANY_ONE || (expected !== undefined && expected === characters[character])) {
        token += 1;
        character += 1;
      } else if (expected === ANY_RUN) {
        star = token;
        resume = character;
        token += 1;
      } else if (star >= 0) {
        // Give the last star one character more and try again from there.
        token = star + 1;
        resume += 1;
        character = resume;
      } else {
        return false;
      }
    }
    while (tokens[token] === ANY_RUN) token += 1;
    return token === tokens.length;
  };
}

/** Text as a Redis pattern that matches it alone. */
export function escapeRedisGlob(text: string): string {
  return text.replaceAll(/[*?[\]\\^-]/g, String.raw`\$&`);
}

/** A Redis pattern that matches at least what the pattern matches: a coarse sieve before `compileGlob`. */
export function toRedisGlob(pattern: string): string {
  return parse(pattern)
    .map((token) => (typeof token === 'string' ? escapeRedisGlob(token) : '*'))
    .join('');
}
