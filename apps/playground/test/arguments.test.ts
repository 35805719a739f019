import { describe, expect, test } from 'vitest';
import { readArguments } from '../src/cli/arguments.js';
import { helpText } from '../src/cli/help.js';

describe('the command line', () => {
  test('without options runs the default scenario on embedded providers', () => {
    expect(readArguments([])).toMatchObject({
      kind: 'run',
      setup: { composition: { cache: 'memory', storage: 'memory', logger: 'console' } },
      log: { redact: [] },
      prepared: { params: { products: 4_900, readers: 200, seed: 7 } },
      exit: false,
      json: false,
    });
    expect(readArguments([])).not.toHaveProperty('port');
  });

  test('takes a provider for each port and a number for each param', () => {
    const args = ['--cache', 'redis', '--products=10', '--readers', '5', '--exit', '--json', '--port', '0'];
    expect(readArguments(args)).toMatchObject({
      setup: { composition: { cache: 'redis' } },
      prepared: { params: { products: 10, readers: 5 } },
      exit: true,
      json: true,
      port: 0,
    });
  });

  test.each([
    [
      ['--cash'],
      /Unknown option '--cash'.*The options are: --cache --storage --database --ratelimit --queue --events --logger --metrics --tracer --products --readers --seed --help/,
    ],
    [['extra'], /Unexpected argument 'extra'.*The options are: --cache/],
    [['--cache', 'rediss'], /--cache: "rediss" is no provider of cache; there are: memory, redis/],
    [['--products', '0'], /--products must be a whole number from 1 to 4900, not 0/],
    [['--products', 'many'], /--products must be a whole number from 1 to 4900, not "many"/],
    [['--port', '70000'], /--port must be a number from 0 to 65535, not "70000"/],
    [['--scenario', 'none'], /There is no scenario "none"; there are: catalogue/],
    [['--cache'], /--cache/],
  ])('%j is wrong, and says what is right', (args, message) => {
    const command = readArguments(args);
    expect(command).toMatchObject({ kind: 'usage', message: expect.stringMatching(message) });
  });

  test('takes a level and secret keys for the log lines', () => {
    expect(readArguments(['--logger', 'pino', '--log-level', 'debug', '--log-redact', 'email, iban,'])).toMatchObject({
      setup: { composition: { logger: 'pino' } },
      log: { level: 'debug', redact: ['email', 'iban'] },
    });
  });

  test('takes layers and faults for ports, several times', () => {
    const layers = ['--layers', 'cache=retry:attempts=5,breaker', '--layers', 'storage=timeout'];
    expect(readArguments([...layers, '--fault', 'cache:latency=50', '--fault', 'storage:hang:for=5'])).toMatchObject({
      setup: {
        layers: { cache: { retry: { attempts: 5 }, breaker: {} }, storage: { timeout: {} }, ratelimit: {} },
      },
      faults: [
        { port: 'cache', fault: { latencyMs: 50, hang: false, resetAfterS: 60 } },
        { port: 'storage', fault: { hang: true, resetAfterS: 5 } },
      ],
    });
    expect(readArguments([])).toMatchObject({ setup: { layers: { cache: {} } }, faults: [] });
  });

  test.each([
    [['--layers', 'cache=retri'], /--layers cache: there is no layer "retri" here; there are: observe/],
    [['--layers', 'logger=retry'], /--layers "logger" has no layers; these have: cache, storage, database, ratelimit/],
    [['--layers', 'cache=retry:attempts=0'], /--layers cache: retry:attempts must be a whole number from 1 to 10/],
    [['--fault', 'cache:slow'], /--fault: "slow" is nothing that can be wrong/],
    [
      ['--fault', 'metrics:hang'],
      /--fault: "metrics" cannot be broken; these can: cache, storage, database, ratelimit/,
    ],
  ])('%j is wrong, and says what is right', (args, message) => {
    expect(readArguments(args)).toMatchObject({ kind: 'usage', message: expect.stringMatching(message) });
  });

  test('--help names every option', () => {
    expect(readArguments(['--help', '--cache', 'memory'])).toEqual({ kind: 'help', scenario: 'catalogue' });
    const text = helpText('catalogue');
    for (const option of [
      'cache',
      'storage',
      'logger',
      'log-level',
      'log-redact',
      'products',
      'readers',
      'seed',
      'exit',
      'json',
      'port',
      'help',
      'scenario',
      'layers',
      'fault',
      'ratelimit',
    ]) {
      expect(text).toContain(`--${option}`);
    }
  });
});
