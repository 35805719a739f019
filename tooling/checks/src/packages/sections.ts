const SECTIONS = ['Install', 'Usage', 'Options', 'Features', 'Errors', 'Guarantees and limits'] as const;

/** Every package says the same things in the same places: its promise, and six sections in this order. */
export function sectionProblems(readme: string, packageName: string, markdown: string): string[] {
  const prose = markdown.replaceAll(/^(`{3,})[\s\S]*?^\1\s*$/gm, '');
  const [head = '', ...rest] = prose.split(/^## /m);
  const [title = '', ...promise] = head.trim().split('\n');
  const problems: string[] = [];
  if (title !== `# ${packageName}`) problems.push(`${readme}: begins with "# ${packageName}", not "${title}"`);
  if (promise.join('').trim() === '') problems.push(`${readme}: under the title belongs a paragraph with the promise`);
  const present = rest.map((section) => section.split('\n', 1)[0]?.trim() ?? '');
  const missing = SECTIONS.filter((section) => !present.includes(section));
  problems.push(...missing.map((section) => `${readme}: the section "## ${section}" is missing`));
  const order = present.filter((section) => SECTIONS.some((known) => known === section));
  if (missing.length === 0 && order.join() !== SECTIONS.join()) {
    problems.push(`${readme}: the sections come as ${SECTIONS.join(', ')}; here as ${order.join(', ')}`);
  }
  return problems;
}
