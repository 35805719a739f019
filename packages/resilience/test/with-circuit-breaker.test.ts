import { err, ok, type AsyncResult } from '@infra/core';
import { compileFunction } from 'node:vm';
import { createTestClock } from '@infra/conformance';
import ts from 'typescript';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { createCircuitBreaker, withCircuitBreaker } from '../src/index.js';
import { codeOf, failure } from './vault.js';

describe('around a function', () => {
  test('does not call it while the circuit is open', async () => {
    const clock = createTestClock();
    let calls = 0;
    const charge = async (amount: number, currency: string): AsyncResult<string> => {
      calls += 1;
      return amount < 0 ? err(failure()) : ok(`${amount} ${currency}`);
    };
    const guarded = withCircuitBreaker(charge, { name: 'payments', consecutiveFailures: 1, openMs: 100, clock });
    expectTypeOf(guarded).parameters.toEqualTypeOf<[amount: number, currency: string]>();
    expect(await guarded(5, 'EUR')).toEqual(ok('5 EUR'));
    await codeOf(guarded(-1, 'EUR'));
    expect(await guarded(5, 'EUR')).toMatchObject({
      ok: false,
      error: { code: 'unavailable', operation: 'payments', provider: 'application', retryAfterMs: 100 },
    });
    expect(calls).toBe(2);
    clock.advance(100);
    expect(await codeOf(guarded(5, 'EUR'))).toBe('ok');
  });

  test('takes the name of the function, and demands one where it has none', async () => {
    const work = async (): AsyncResult<void> => err(failure());
    const guarded = withCircuitBreaker(work, { consecutiveFailures: 1 });
    await codeOf(guarded());
    expect(await guarded()).toMatchObject({ error: { details: { circuitBreaker: 'work' } } });
    expect(() => withCircuitBreaker(async () => ok())).toThrow(/name must be a text that is not empty, not ""/);
  });

  test('shares a breaker that is handed in', async () => {
    const breaker = createCircuitBreaker({ name: 'shared', consecutiveFailures: 1 });
    const one = withCircuitBreaker(async () => err(failure()), breaker);
    const two = withCircuitBreaker(async () => ok(2), breaker);
    await codeOf(one());
    expect(await codeOf(two())).toBe('unavailable');
  });

  test('what throws, against its contract, is internal and counted', async () => {
    const guarded = withCircuitBreaker(
      async (): AsyncResult<void> => {
        throw new Error('a bug');
      },
      { name: 'buggy', consecutiveFailures: 1 },
    );
    expect(await codeOf(guarded())).toBe('internal');
    expect(await codeOf(guarded())).toBe('unavailable');
  });
});

// The same class, compiled as users compile it.
const FIXTURE = `
import { err, InfraError, ok, type AsyncResult } from '@infra/core';
import { withCircuitBreaker } from '@infra/resilience';

export class Payments {
  readonly currency: string;
  calls = 0;
  constructor(currency: string) {
    this.currency = currency;
  }

  @withCircuitBreaker({ consecutiveFailures: 1 })
  async charge(amount: number): AsyncResult<string> {
    this.calls += 1;
    if (amount >= 0) return ok(\`\${amount} \${this.currency}\`);
    return err(new InfraError({ code: 'unavailable', message: 'No line.', provider: 'bank', operation: 'charge' }));
  }
}
`;

const MISUSE = `
import { withCircuitBreaker } from '@infra/resilience';
export class Wrong {
  @withCircuitBreaker()
  sum(a: number, b: number): number {
    return a + b;
  }
}
`;

interface Payments {
  readonly calls: number;
  charge(amount: number): AsyncResult<string>;
}

const ROOT = new URL('../../..', import.meta.url).pathname;

function optionsOf(experimentalDecorators: boolean): ts.CompilerOptions {
  return {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.decorators.d.ts'],
    types: ['node'],
    typeRoots: [`${ROOT}node_modules/@types`],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    experimentalDecorators,
    paths: { '@infra/*': [`${ROOT}packages/*/src/index.ts`], '@internal/*': [`${ROOT}internal/*/src/index.ts`] },
  };
}

/** What the compiler has to say about files that are nowhere but here. */
function complaints(sources: readonly string[], experimentalDecorators: boolean): readonly (readonly string[])[] {
  const options = { ...optionsOf(experimentalDecorators), module: ts.ModuleKind.NodeNext };
  const files = new Map(sources.map((source, n) => [`${ROOT}packages/resilience/test/fixture-${n}.ts`, source]));
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.getSourceFile = (name, version, ...rest) => {
    const source = files.get(name);
    return source === undefined ? getSourceFile(name, version, ...rest) : ts.createSourceFile(name, source, version);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].map((name) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(name))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  );
}

async function compiled(experimentalDecorators: boolean): Promise<new (currency: string) => Payments> {
  const { outputText } = ts.transpileModule(FIXTURE, {
    compilerOptions: { ...optionsOf(experimentalDecorators), module: ts.ModuleKind.CommonJS },
  });
  const modules: Readonly<Record<string, unknown>> = {
    '@infra/core': await import('@infra/core'),
    '@infra/resilience': await import('../src/index.js'),
  };
  const exported: { Payments?: new (currency: string) => Payments } = {};
  const run = compileFunction(outputText, ['require', 'exports']) as (
    require: (name: string) => unknown,
    exports: object,
  ) => void;
  run((name) => modules[name], exported);
  if (exported.Payments === undefined) throw new Error('The fixture exports nothing.');
  return exported.Payments;
}

describe.each([
  ['TC39 decorators', false],
  ['experimentalDecorators', true],
])('as a decorator under %s', (_, experimentalDecorators) => {
  test('guards the method of every instance with one circuit, keeps `this`, and is named by the method', async () => {
    const Payments = await compiled(experimentalDecorators);
    const [euros, francs] = [new Payments('EUR'), new Payments('CHF')];
    expect(await euros.charge(5)).toEqual(ok('5 EUR'));
    expect(await francs.charge(5)).toEqual(ok('5 CHF'));
    await codeOf(euros.charge(-1));
    expect(await francs.charge(5)).toMatchObject({ error: { details: { circuitBreaker: 'charge' } } });
    expect([euros.calls, francs.calls]).toEqual([2, 1]);
  });

  test('compiles on a method that returns an AsyncResult, and on no other', { timeout: 60_000 }, () => {
    const [fixture, misuse] = complaints([FIXTURE, MISUSE], experimentalDecorators);
    expect(fixture).toEqual([]);
    expect(misuse).not.toEqual([]);
  });
});
