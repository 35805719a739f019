/** One of those compared. */
export interface Contestant {
  readonly name: string;
  /** What a reader must know: versions, options that differ from the defaults. */
  readonly note?: string;
  /**
   * Runs the operation `passes × opsPerPass` times. Every contestant has a loop of its own: a loop that all share would
   * call through one megamorphic site, which costs more than the fastest of them.
   */
  readonly run: (passes: number) => Promise<void>;
  /** One operation, whose answer must be the bench's `expected`: nobody is fast by failing. */
  readonly answer: () => unknown;
}

/**
 * Held to a throughput relative to the baseline, or to `against`, which does the same on the same library; or to a time
 * beyond another contestant's.
 */
export type TimedTarget =
  | { readonly contestant: string; readonly against?: string; readonly atLeast?: number; readonly goal?: number }
  | { readonly contestant: string; readonly over: string; readonly atMostNs: number };

/** Contestants that do the same operation, measured side by side. */
export interface TimedBench {
  readonly name: string;
  /** What one operation is. */
  readonly operation: string;
  readonly baseline: string;
  readonly contestants: readonly Contestant[];
  readonly opsPerPass: number;
  /** `cpu` for what never waits: the time that this process computes, whoever else wants the machine. */
  readonly clock: 'wall' | 'cpu';
  /** What every contestant must answer; left out where there is no one answer. */
  readonly expected?: unknown;
  readonly targets: readonly TimedTarget[];
}

/** What a counting contestant reports of one run: a number for each metric. */
export type Counts = Readonly<Record<string, number>>;

export interface CountingContestant {
  readonly name: string;
  readonly note?: string;
  readonly sample: () => Promise<Counts>;
}

export interface CountTarget {
  readonly contestant: string;
  readonly metric: string;
  readonly atMost: number;
}

/** Contestants whose result is a number of things rather than a speed. */
export interface CountingBench {
  readonly name: string;
  readonly operation: string;
  readonly contestants: readonly CountingContestant[];
  /** How often everybody is sampled: counts hardly vary. */
  readonly repeats: number;
  readonly targets: readonly CountTarget[];
}

/** A private S3. */
export interface BenchS3 {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** What a suite gets from the runner. */
export interface SuiteContext {
  /** A private Redis. */
  readonly redisUrl: string;
  readonly s3: BenchS3;
  /** An empty database of a PostgreSQL. */
  readonly postgresUrl: string;
  readonly quick: boolean;
}

/** Benches that share their set-up. */
export interface OpenSuite {
  readonly timed: readonly TimedBench[];
  readonly counting: readonly CountingBench[];
  /** Ends what was opened; throws when something went wrong meanwhile that no answer showed. */
  readonly close: () => Promise<void>;
}

export interface Suite {
  readonly name: string;
  readonly about: string;
  readonly open: (context: SuiteContext) => Promise<OpenSuite>;
}
