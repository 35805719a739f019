import { layerTable } from '../layers/layer-table.js';
import { portNames, providerNames, registry } from '../providers/registry.js';
import { findScenario, scenarios } from '../scenarios/registry.js';
import { DEFAULT_PORT, LOG_LEVELS } from './arguments.js';

/** What `--help` prints. */
export function helpText(scenarioName: string): string {
  const scenario = findScenario(scenarioName);
  const lines: (readonly [string, string])[] = [
    ...portNames.map((name): [string, string] => [
      `--${name} <provider>`,
      `${registry[name].title}: ${providerNames(name).join(', ')}; default ${providerNames(name)[0]}`,
    ]),
    ['--scenario <name>', `${scenarios.map(({ view }) => view.name).join(', ')}; default ${scenarios[0].view.name}`],
    ...(scenario?.view.params ?? []).map((param): [string, string] => [
      `--${param.name} <number>`,
      `${param.summary}; ${param.min} to ${param.max}, default ${param.default}`,
    ]),
    [
      '--layers <port>=<layers>',
      `what goes around a port, cache=retry:attempts=5,breaker: ${layerTable.map(({ name }) => name).join(', ')}`,
    ],
    [
      '--fault <port>:<what>',
      'what is broken, storage:latency=50:jitter=20:errors=30:code=timeout:hang:for=60 (seconds; 0 for good); or a handler, queue:fulfil:errors=50',
    ],
    ['--log-level <level>', `${LOG_LEVELS.join(', ')}; default: warn, for a logger that keeps its lines debug`],
    ['--log-redact <keys>', 'fields whose values are secret, beside the usual ones: email,iban'],
    ['--exit', 'end after the scenario, with its exit code'],
    ['--json', 'print one JSON document instead of the table'],
    ['--port <number>', `where the page is; default ${DEFAULT_PORT}, or the next one that is free`],
    ['-h, --help', 'print this'],
  ];
  const width = Math.max(...lines.map(([option]) => option.length));
  return [
    'Usage: npm start -- [options]',
    '',
    'Runs a scenario on the providers that you choose, prints what came of it, and serves the page until Ctrl-C.',
    '',
    ...lines.map(([option, meaning]) => `  ${option.padEnd(width)}  ${meaning}`),
    '',
    'Exit codes: 0 every expectation held; 1 one did not; 2 wrong usage; 3 a provider is missing what it needs.',
    '',
  ].join('\n');
}
