import type { CountingBench, Suite, SuiteContext } from './bench.js';
import { evaluateCounting, evaluateTimed, type BenchResult, type Tallies } from './evaluate.js';
import { createRandom, shuffled } from './order.js';
import { runRounds, type RoundSettings } from './rounds.js';

export interface SuiteSettings extends RoundSettings, SuiteContext {
  /** Part of a bench's name; '' runs all. */
  readonly filter: string;
}

async function sampleAll(bench: CountingBench, quick: boolean): Promise<Tallies> {
  const random = createRandom(1);
  const tallies = new Map<string, Readonly<Record<string, number>>[]>(bench.contestants.map(({ name }) => [name, []]));
  for (let repeat = 0; repeat < (quick ? 1 : bench.repeats); repeat += 1) {
    for (const { name, sample } of shuffled(bench.contestants, random)) tallies.get(name)?.push(await sample());
  }
  return tallies;
}

/** Measures the benches of a suite whose name, with the suite's, has the filter in it. */
export async function runSuite(suite: Suite, settings: SuiteSettings): Promise<readonly BenchResult[]> {
  const open = await suite.open(settings);
  const matches = ({ name }: { readonly name: string }): boolean => `${suite.name}/${name}`.includes(settings.filter);
  const results: BenchResult[] = [];
  for (const bench of open.timed.filter(matches)) {
    console.error(`  ${suite.name}/${bench.name}`);
    results.push(evaluateTimed(bench, await runRounds(bench, settings)));
  }
  for (const bench of open.counting.filter(matches)) {
    console.error(`  ${suite.name}/${bench.name}`);
    results.push(evaluateCounting(bench, await sampleAll(bench, settings.quick)));
  }
  await open.close();
  return results;
}
