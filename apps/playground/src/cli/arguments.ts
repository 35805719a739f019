import { parseArgs } from 'node:util';
import type { LogLevel } from '@infra/core';
import { defaultComposition, problemsOf } from '../composition/composition.js';
import type { Setup } from '../composition/setup.js';
import type { Composition, Fault, FaultPlace, PortName } from '../contract.js';
import { faultIn } from '../faults/fault-text.js';
import type { LogSettings } from '../providers/provider.js';
import { portNames } from '../providers/registry.js';
import { findScenario, scenarios } from '../scenarios/registry.js';
import type { PreparedScenario } from '../scenarios/scenario.js';
import { layersOf } from './layer-arguments.js';

export const DEFAULT_PORT = 4400;

export const LOG_LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

export interface RunCommand {
  readonly kind: 'run';
  readonly setup: Setup;
  readonly faults: readonly { readonly port: FaultPlace; readonly fault: Fault }[];
  readonly prepared: PreparedScenario;
  readonly log: LogSettings;
  /** End after the scenario. */
  readonly exit: boolean;
  /** One JSON document on stdout instead of the table. */
  readonly json: boolean;
  /** Absent: the default one, or the next one that is free. */
  readonly port?: number;
}

/** What the command line asks for. `usage` is a mistake in it: one line for people. */
export type Command =
  | RunCommand
  | { readonly kind: 'help'; readonly scenario: string }
  | { readonly kind: 'usage'; readonly message: string };

const own = {
  help: { type: 'boolean', short: 'h' },
  exit: { type: 'boolean' },
  json: { type: 'boolean' },
  port: { type: 'string' },
  scenario: { type: 'string' },
  'log-level': { type: 'string' },
  'log-redact': { type: 'string' },
  layers: { type: 'string', multiple: true },
  fault: { type: 'string', multiple: true },
} as const;

/** Reads the command line. The options of ports and params come from the registries. */
export function readArguments(args: readonly string[]): Command {
  const [fallback] = scenarios;
  const wanted = scenarioIn(args);
  const scenario = wanted === undefined ? fallback : findScenario(wanted);
  if (scenario === undefined) {
    return usage(`There is no scenario "${wanted}"; there are: ${scenarios.map(({ view }) => view.name).join(', ')}`);
  }
  const text = { type: 'string' } as const;
  const params = scenario.view.params.map(({ name }) => name);
  const options = {
    ...Object.fromEntries([...portNames, ...params].map((name) => [name, text])),
    ...own,
  };
  let values: Readonly<Record<string, unknown>>;
  try {
    ({ values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false }));
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`);
    return usage(`${firstSentence(error)}. The options are: ${known.join(' ')}`);
  }
  if (values['help'] === true) return { kind: 'help', scenario: scenario.view.name };

  const chosen = portNames.map((name): [PortName, string] => [name, textOf(values[name]) ?? defaultComposition[name]]);
  const composition: Composition = { ...defaultComposition, ...Object.fromEntries(chosen) };
  const [wrongProvider] = problemsOf(composition);
  if (wrongProvider !== undefined) return usage(`--${wrongProvider.path}: ${wrongProvider.message}`);

  const around = layersOf(textsOf(values['layers']));
  if (!around.ok) return usage(`--layers ${around.problem}`);
  const broken = textsOf(values['fault']).map(faultIn);
  const faults = broken.flatMap((fault) => (fault.ok ? [fault] : []));
  for (const fault of broken) if (!fault.ok) return usage(`--fault: ${fault.problem}`);

  const prepared = scenario.prepare(Object.fromEntries(params.flatMap((name) => numberIn(name, values[name]))));
  if (!prepared.ok) return usage(prepared.problems.map(({ message }) => `--${message}`).join('\n'));

  const port = textOf(values['port']);
  if (port !== undefined && !(/^\d+$/.test(port) && Number(port) <= 65_535)) {
    return usage(`--port must be a number from 0 to 65535, not "${port}"`);
  }
  const wantedLevel = textOf(values['log-level']);
  const level = LOG_LEVELS.find((known) => known === wantedLevel);
  if (wantedLevel !== undefined && level === undefined) {
    return usage(`--log-level must be one of ${LOG_LEVELS.join(', ')}, not "${wantedLevel}"`);
  }
  const redact = (textOf(values['log-redact']) ?? '').split(',').map((key) => key.trim());
  return {
    kind: 'run',
    log: { level, redact: redact.filter((key) => key !== '') },
    setup: { composition, layers: around.layers },
    faults,
    prepared: prepared.prepared,
    exit: values['exit'] === true,
    json: values['json'] === true,
    ...(port === undefined ? undefined : { port: Number(port) }),
  };
}

/** The scenario has to be known before its params can be. */
function scenarioIn(args: readonly string[]): string | undefined {
  const { values } = parseArgs({ args: [...args], options: { scenario: own.scenario }, strict: false });
  return textOf(values.scenario);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

/** What is no number stays text, for the scenario to refuse. */
function numberIn(name: string, value: unknown): [string, unknown][] {
  const text = textOf(value);
  if (text === undefined) return [];
  return [[name, /^-?\d+$/.test(text) ? Number(text) : text]];
}

function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(/\.\s/)[0] ?? message;
}

function usage(message: string): Command {
  return { kind: 'usage', message };
}
