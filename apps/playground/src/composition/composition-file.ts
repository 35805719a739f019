import { switchedOn } from '../layers/layer-table.js';
import type { LayerName, PortLayers, PortView, ProviderView } from '../contract.js';
import type { Setup } from './setup.js';

/** What the file needs in any case. */
const BASE = ['@infra/core', '@infra/container'];

/** A composition as a file for a program of one's own, and what to install for it. Holds names of secrets, never secrets. */
export interface CompositionFile {
  readonly install: string;
  readonly text: string;
}

interface Chosen {
  readonly port: PortView;
  readonly provider: ProviderView;
  readonly layers: PortLayers;
}

/** What the others log and measure with is there before them, and so is what counts for their limits. */
const FIRST = ['logger', 'metrics', 'tracer', 'ratelimit'];

/** Pure text, made alike in the terminal and on the page. */
export function compositionFile({ composition, layers }: Setup, ports: readonly PortView[]): CompositionFile {
  const chosen = ports.flatMap((port): Chosen[] => {
    const provider = port.providers.find((candidate) => candidate.name === composition[port.name]);
    const around = Object.entries(layers).find(([name]) => name === port.name)?.[1] ?? {};
    return provider === undefined ? [] : [{ port, provider, layers: around }];
  });
  const rank = ({ port }: Chosen): number => (FIRST.includes(port.name) ? FIRST.indexOf(port.name) : FIRST.length);
  chosen.sort((a, b) => rank(a) - rank(b));
  const limiter = chosen.find(({ port }) => port.name === 'ratelimit')?.provider;
  const imports = importsOf(chosen);
  const packages = chosen.flatMap(({ provider }) => [provider.package, ...(provider.code.peers ?? [])]);
  const needed = [...imports.keys()].filter((from) => !packages.some((known) => from.startsWith(`${known}/`)));
  const declared = chosen.flatMap(({ provider: { code } }) => (code.service ? [code.service.declarations, ''] : []));
  const lines = [
    ...[...imports].sort().map(([from, names]) => `import { ${[...names].sort().join(', ')} } from '${from}';`),
    '',
    ...declared,
    `export const app = createApp()`,
    ...chosen.flatMap((one) => [...limitLine(one, limiter), ...servicesOf(one)]),
  ];
  const text = `${lines.join('\n')};\n`;
  return {
    install: `npm install ${[...new Set([...BASE, ...packages, ...needed])].join(' ')}`,
    text: text.includes('env(') ? text + ENV : text,
  };
}

/** Names by package. */
function importsOf(chosen: readonly Chosen[]): ReadonlyMap<string, ReadonlySet<string>> {
  const imports = new Map<string, Set<string>>();
  const add = (from: string, ...names: readonly string[]): void => {
    const known = imports.get(from) ?? new Set();
    imports.set(from, new Set([...known, ...names]));
  };
  add('@infra/container', 'createApp');
  for (const { port, provider, layers } of chosen) {
    add(provider.package, provider.code.factory);
    for (const more of [provider.code.imports, provider.code.service?.imports]) {
      for (const [from, names] of Object.entries(more ?? {})) add(from, ...names);
    }
    if (switchedOn(layers).length === 0) continue;
    add('@infra/layers', 'decorate', specOf(port));
    add('@infra/resilience', 'pipeline');
    if (layers.observe !== undefined) add('@infra/observability', 'observe');
    if (layers.observe !== undefined && layers.retry !== undefined) add('@infra/observability', 'observeAttempts');
  }
  return imports;
}

const SPECS: Readonly<Record<string, string>> = {
  database: 'repositorySpec',
  ratelimit: 'rateLimiterSpec',
  queue: 'jobQueueSpec',
  events: 'eventBusSpec',
};

function specOf({ name }: PortView): string {
  return SPECS[name] ?? `${name}Spec`;
}

function limiterName({ name }: PortView): string {
  return `${name}Limit`;
}

/** A limiter with the limit of this port, where it has one. */
function limitLine({ port, layers }: Chosen, limiter: ProviderView | undefined): readonly string[] {
  const options = switchedOn(layers).find(({ layer }) => layer.name === 'ratelimit')?.options;
  if (options === undefined || limiter === undefined) return [];
  const { factory, options: usual = '{}' } = limiter.code;
  const own = usual
    .replace(/limit: [\d_]+/, `limit: ${literal(options['limit'])}`)
    .replace(/windowMs: [\d_]+/, `windowMs: ${literal(options['windowMs'])}`);
  return [`  .add('${limiterName(port)}', () => ${factory}(${own}))`];
}

/** The service of a port, and what is made of it, which has the layers then. */
function servicesOf(one: Chosen): readonly string[] {
  const { port, provider } = one;
  const { service } = provider.code;
  const made = call(provider);
  if (service === undefined) return [`  .add('${port.name}', ${serviceOf(one, made)})`];
  const built = service.make.replaceAll('\n', '\n  ');
  return [`  .add('${port.name}', () => ${made})`, `  .add('${service.name}', ${serviceOf(one, built, port.name)})`];
}

function serviceOf({ port, layers }: Chosen, make: string, ...of: readonly string[]): string {
  const parts = switchedOn(layers);
  if (parts.length === 0) return `(${of.length === 0 ? '' : `{ ${of.join(', ')} }`}) => ${make}`;
  const needs = [
    ...of,
    ...(layers.observe === undefined ? [] : ['logger', 'metrics', 'tracer']),
    ...(layers.ratelimit === undefined ? [] : [limiterName(port)]),
  ];
  const lines = parts.flatMap(({ layer, options }) => partOf(layer.name, options, port));
  if (layers.observe !== undefined && layers.retry !== undefined) {
    // It is outside of the breaker, so that an attempt that the breaker refuses is seen as well.
    const at = lines.findIndex((line) => /^(circuitBreaker|attemptTimeout):/.test(line));
    lines.splice(at === -1 ? lines.length : at, 0, 'observeAttempts: observeAttempts({ logger, metrics, tracer }),');
  }
  const inner = (text: string): string => text.replaceAll('\n', '\n    ');
  return [
    `(${needs.length === 0 ? '' : `{ ${needs.join(', ')} }`}) =>`,
    `    decorate(`,
    `      ${inner(make)},`,
    `      ${specOf(port)},`,
    `      pipeline({`,
    ...lines.map((line) => `        ${line}`),
    `      }),`,
    `    )`,
  ].join('\n');
}

/** What `pipeline` calls a layer. */
function partOf(name: LayerName, options: Readonly<Record<string, number>>, port: PortView): readonly string[] {
  const of = (option: string): string => literal(options[option]);
  switch (name) {
    case 'observe':
      return ['observe: observe({ logger, metrics, tracer }),'];
    case 'ratelimit':
      return [`rateLimit: { limiter: ${limiterName(port)}, onLimiterError: 'fail-open' },`];
    case 'bulkhead':
      return [`bulkhead: { maxConcurrent: ${of('concurrent')}, maxQueue: ${of('queue')} },`];
    case 'total':
      return [`totalTimeout: { ms: ${of('ms')} },`];
    case 'retry':
      return [`retry: { maxAttempts: ${of('attempts')}, initialDelayMs: ${of('delayMs')} },`];
    case 'breaker':
      return [`circuitBreaker: { consecutiveFailures: ${of('failures')}, openMs: ${of('openMs')} },`];
    case 'timeout':
      return [`attemptTimeout: { ms: ${of('ms')} },`];
  }
}

/** As people write numbers in TypeScript: `5_000`. */
function literal(value = 0): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '_');
}

function call({ code: { factory, options } }: ProviderView): string {
  return options === undefined ? `${factory}()` : `${factory}(${options.replaceAll('\n', '\n  ')})`;
}

/** Hoisted: the file reads best with the composition first. */
const ENV = `
/** Configuration comes from the environment; secrets do not belong into this file. */
function env(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(\`\${name} is not set\`);
  return value;
}
`;
