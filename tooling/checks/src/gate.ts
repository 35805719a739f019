/** What a gate found. `problems` says what to do; `notices` what a reader should know although nothing is wrong. */
export interface GateResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly problems: readonly string[];
  readonly notices?: readonly string[];
}

/** Counts the checks of one gate. */
export class Checklist {
  readonly #name: string;
  readonly #problems: string[] = [];
  readonly #notices: string[] = [];
  #passed = 0;
  #failed = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** One check: passed when there is no problem. */
  check(problems: readonly string[] | string | undefined): void {
    const found = problems === undefined ? [] : [problems].flat();
    if (found.length === 0) this.#passed += 1;
    else this.#failed += 1;
    this.#problems.push(...found);
  }

  /** Checks that another program counted. */
  count(passed: number, failed: number): void {
    this.#passed += passed;
    this.#failed += failed;
  }

  notice(text: string): void {
    this.#notices.push(text);
  }

  result(): GateResult {
    // A gate that looked at nothing proves nothing.
    if (this.#passed + this.#failed === 0)
      this.check(`${this.#name}: there was nothing to check, which is itself wrong`);
    return {
      name: this.#name,
      passed: this.#passed,
      failed: this.#failed,
      problems: this.#problems,
      ...(this.#notices.length > 0 ? { notices: this.#notices } : {}),
    };
  }
}
