/** An adapter in memory, and the code that makes it what it is: its own and what it bundles. */
export interface Subject {
  readonly name: string;
  readonly mutate: readonly string[];
}

/**
 * The adapters whose mutants the suites must kill. Left out is what is the provider's own and the port does not promise (options,
 * a memory logger's queries, that what is kept is bounded and frozen), and what of an internal package the adapter does not bundle.
 */
export const subjects: readonly Subject[] = [
  subject('cache-memory', '{cache-rules,names}', ['packages/cache-memory/src/options.ts']),
  subject('logger-memory', 'redaction', [
    'packages/logger-memory/src/{options,query,memory-logger}.ts',
    'internal/redaction/src/{control-characters,log-line,reporter}.ts',
  ]),
  subject('storage-memory', 'storage-rules', [
    'packages/storage-memory/src/{options,resolve-options}.ts',
    'internal/storage-rules/src/{links,linked-front}.ts',
    // A table of names, of which the suite tries one of each sort.
    'internal/storage-rules/src/content-families.ts',
  ]),
  subject('ratelimit-memory', '{ratelimit-rules,names}', [
    'packages/ratelimit-memory/src/options.ts',
    'internal/ratelimit-rules/src/rate-problem.ts',
  ]),
  subject('monitoring-memory', '{metric-rules,report-rules,span-rules}', [
    'packages/monitoring-memory/src/{check-option,memory-metrics,span-query}.ts',
    'internal/metric-rules/src/{errors,limits,show}.ts',
  ]),
  subject('repository-memory', '{outbox-rules,repository-rules,specification-rules,transaction-rules}', [
    'packages/repository-memory/src/{options,fields,columns}.ts',
    // Promises of how a declaration is checked, which only an adapter's own tests know.
    'internal/repository-rules/src/columns.ts',
    // How much a busy database is spared is no promise of the port.
    'internal/transaction-rules/src/retry-tokens.ts',
  ]),
  subject('queue-memory', 'queue-rules', ['packages/queue-memory/src/options.ts']),
];

function subject(name: string, rules: string, not: readonly string[]): Subject {
  return {
    name,
    mutate: [`packages/${name}/src/**/*.ts`, `internal/${rules}/src/**/*.ts`, ...not.map((glob) => `!${glob}`)],
  };
}
