/** An adapter in memory, and the code that makes it what it is: its own and what it bundles. */
export interface Subject {
  readonly name: string;
  readonly mutate: readonly string[];
}

/** The adapters whose mutants the suites must kill: those for which a suite is the only judge they have. */
export const subjects: readonly Subject[] = [
  subject('cache-memory', 'cache-rules'),
  subject('logger-memory', 'redaction'),
  subject('storage-memory', 'storage-rules'),
];

function subject(name: string, rules: string): Subject {
  return { name, mutate: [`packages/${name}/src/**/*.ts`, `internal/${rules}/src/**/*.ts`] };
}
