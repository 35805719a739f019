/** What a block says that it prints: the text after each `// →`. */
export function annotatedOutput(code: string): readonly string[] {
  return [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, text = '']) => text.trimEnd());
}

/**
 * What is wrong with what a block printed. Annotated lines must come in order; when every `console.log` is annotated,
 * nothing else may be printed.
 */
export function outputProblem(code: string, stdout: string): string | undefined {
  const expected = annotatedOutput(code);
  if (expected.length === 0) return undefined;
  const printed = stdout.split('\n').map((line) => line.trimEnd());
  if (printed.at(-1) === '') printed.pop();
  const isComplete = [...code.matchAll(/\bconsole\.log\(/g)].length <= expected.length;
  if (isComplete) {
    const length = Math.max(expected.length, printed.length);
    const wrong = Array.from({ length }, (_, index) => index).find((index) => expected[index] !== printed[index]);
    return wrong === undefined ? undefined : difference(expected[wrong], printed[wrong]);
  }
  let from = 0;
  for (const text of expected) {
    const found = printed.indexOf(text, from);
    if (found < 0) return difference(text, printed.slice(from).join('\n'));
    from = found + 1;
  }
  return undefined;
}

function difference(expected: string | undefined, printed: string | undefined): string {
  return `says "${expected ?? 'nothing more'}", prints "${printed ?? 'nothing more'}"`;
}
