/**
 * One promise of a port, as a test that any runner can run: it resolves when the promise is kept and rejects, with an
 * `AssertionError`, when it is not.
 */
export interface ConformanceCase<Harness> {
  /** What is promised, as a sentence. Unique within its suite. */
  readonly name: string;
  /** What of the harness it needs; a case whose needs are not there is not part of the suite for this adapter. */
  readonly needs?: readonly (keyof Harness & string)[];
  run(harness: Harness): Promise<void>;
}

/** All promises of one port. */
export interface ConformanceSuite<Harness> {
  readonly port: string;
  readonly cases: readonly ConformanceCase<Harness>[];
}

/** The cases that this harness can run: those whose needs it has. */
export function casesFor<Harness extends object>(
  suite: ConformanceSuite<Harness>,
  harness: Harness,
): readonly ConformanceCase<Harness>[] {
  return suite.cases.filter((candidate) => (candidate.needs ?? []).every((need) => harness[need] !== undefined));
}

/**
 * Registers every case with a test runner, given as its `test` function: vitest, jest and node:test all fit.
 *
 * @example runConformance(cacheSuite, harness, test);
 */
export function runConformance<Harness extends object>(
  suite: ConformanceSuite<Harness>,
  harness: Harness,
  test: (name: string, run: () => Promise<void>) => unknown,
): void {
  for (const candidate of casesFor(suite, harness)) {
    test(`${suite.port}: ${candidate.name}`, () => candidate.run(harness));
  }
}
