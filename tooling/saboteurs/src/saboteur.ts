import assert from 'node:assert/strict';
import { casesFor, type ConformanceCase, type ConformanceSuite } from '@infra/conformance';

/** A way to keep all promises of a port but one. */
export interface Saboteur<Harness> {
  /** What it does wrong, as a sentence without its subject. Unique among its kind. */
  readonly name: string;
  /** The name of the case that is there to notice. Others may notice too. */
  readonly caughtBy: string;
  /** The harness of a correct adapter, spoilt. */
  sabotage(harness: Harness): Harness;
}

/** A case that has not settled by then has failed, as it would in any test runner. */
const PATIENCE_MS = 2_000;

/**
 * Asserts that the case meant for a saboteur rejects it, by an assertion: a crash would only prove that the saboteur
 * does not work.
 */
export async function expectCaught<Harness extends object>(
  suite: ConformanceSuite<Harness>,
  saboteur: Saboteur<Harness>,
  harness: Harness,
): Promise<void> {
  const spoilt = saboteur.sabotage(harness);
  const witness = casesFor(suite, spoilt).find(({ name }) => name === saboteur.caughtBy);
  assert.ok(witness !== undefined, `the ${suite.port} suite has no case '${saboteur.caughtBy}' for this harness`);
  const failure = await failureOf(witness, spoilt);
  assert.ok(failure !== undefined, `'${saboteur.caughtBy}' let it pass: ${saboteur.name}`);
  const reason = failure instanceof Error ? failure.stack : String(failure);
  assert.ok(failure instanceof assert.AssertionError, `${saboteur.name}: no assertion noticed, it crashed: ${reason}`);
}

/** The cases that have no saboteur: promises of which nobody knows whether the suite would notice them broken. */
export function casesWithoutSaboteur<Harness>(
  suite: ConformanceSuite<Harness>,
  saboteurs: readonly Saboteur<Harness>[],
): readonly string[] {
  const watched = new Set(saboteurs.map(({ caughtBy }) => caughtBy));
  return suite.cases.map(({ name }) => name).filter((name) => !watched.has(name));
}

async function failureOf<Harness>(witness: ConformanceCase<Harness>, harness: Harness): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new assert.AssertionError({ message: `not settled after ${PATIENCE_MS} ms` }));
    }, PATIENCE_MS);
  });
  try {
    await Promise.race([witness.run(harness), overdue]);
    return undefined;
  } catch (failure) {
    return failure;
  } finally {
    clearTimeout(timer);
  }
}
