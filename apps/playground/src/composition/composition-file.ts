import { switchedOn } from '../layers/layer-table.js';
import type { ImportsCode, PortLayers, PortView, ProviderView, ServiceCode } from '../contract.js';
import { outboxCode } from './outbox-code.js';
import { addLine, decorated, literal, pipelineCode, pipelineNeeds, WIDTH } from './service-lines.js';
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
  const hasOutbox = ['database', 'events', 'logger'].every((name) => chosen.some(({ port }) => port.name === name));
  const services = [...chosen.flatMap((one) => servicesOf(one, limiter)), ...(hasOutbox ? outboxCode : [])];
  const declared = chosen.flatMap(({ provider: { code } }) => code.declarations ?? []);
  const imports = together([
    { '@infra/container': ['createApp'] },
    ...chosen.map(({ provider }) => provider.code.imports ?? {}),
    ...services.map((service) => service.imports ?? {}),
  ]);
  const packages = chosen.flatMap(({ provider }) => [provider.package, ...(provider.code.peers ?? [])]);
  const needed = [...imports.keys()].filter((from) => !packages.some((known) => from.startsWith(`${known}/`)));
  const lines = [
    ...[...imports].sort().map(([from, names]) => importLine(from, [...names].sort(byName))),
    '',
    ...declared.flatMap((declaration) => [declaration, '']),
    '/** `unwrap(await app.start())` starts the services in this order; `close()` closes them in reverse. */',
    `export const app = createApp()`,
    ...services.map(addLine),
  ];
  const text = `${lines.join('\n')};\n`;
  return {
    install: `npm install ${[...new Set([...BASE, ...packages, ...needed])].join(' ')}`,
    text: text.includes('env(') ? text + ENV : text,
  };
}

/** All that a port adds, with its layers. */
function servicesOf(one: Chosen, limiter: ProviderView | undefined): readonly ServiceCode[] {
  const { port, provider, layers } = one;
  const { code } = provider;
  const { factory, types, options, needs, before = [], services = [] } = code;
  const made = `${factory}${types === undefined ? '' : `<${types}>`}(${options ?? ''})`;
  const own: ServiceCode = {
    name: port.name,
    ...(needs !== undefined && { needs }),
    imports: { [provider.package]: [factory] },
    make: made,
  };
  const limit = `${port.name}Limit`;
  const limits = limitOf(one, limit, limiter);
  if (switchedOn(layers).length === 0) return [...before, own, ...services];
  const around = pipelineCode(layers, limit);
  if (services.length === 0) {
    const spec = SPECS[port.name] ?? `${port.name}Spec`;
    const imports = together([own.imports ?? {}, { '@infra/layers': ['decorate', spec] }, layerImports(layers)]);
    return [
      ...before,
      ...limits,
      { ...decorated(own, spec, around, pipelineNeeds(layers, limit)), imports: listed(imports) },
    ];
  }
  const name = `${port.name}Layers`;
  const shared: ServiceCode = {
    ...{ name, needs: pipelineNeeds(layers, limit), imports: layerImports(layers) },
    make: around,
  };
  const withLayers = services.map((service): ServiceCode => {
    if (service.spec === undefined) return service;
    const imports = together([service.imports ?? {}, { '@infra/layers': ['decorate', service.spec] }]);
    return { ...decorated(service, service.spec, name, [name]), imports: listed(imports) };
  });
  return [...before, own, ...limits, shared, ...withLayers];
}

const SPECS: Readonly<Record<string, string>> = {
  ratelimit: 'rateLimiterSpec',
  queue: 'jobQueueSpec',
  events: 'eventBusSpec',
};

/** What pipelines with these layers are made with. */
function layerImports(layers: PortLayers): ImportsCode {
  const attempts = layers.retry === undefined ? [] : ['observeAttempts'];
  const observing = layers.observe === undefined ? {} : { '@infra/observability': ['observe', ...attempts] };
  return { '@infra/resilience': ['pipeline'], ...observing };
}

/** A limiter with the limit of this port, where it has one. */
function limitOf({ layers }: Chosen, name: string, limiter: ProviderView | undefined): readonly ServiceCode[] {
  const options = switchedOn(layers).find(({ layer }) => layer.name === 'ratelimit')?.options;
  if (options === undefined || limiter === undefined) return [];
  const { factory, options: usual = '{}' } = limiter.code;
  const own = usual
    .replace(/limit: [\d_]+/, `limit: ${literal(options['limit'])}`)
    .replace(/windowMs: [\d_]+/, `windowMs: ${literal(options['windowMs'])}`);
  return [{ name, make: `${factory}(${own})` }];
}

function together(all: readonly ImportsCode[]): ReadonlyMap<string, ReadonlySet<string>> {
  const imports = new Map<string, Set<string>>();
  for (const [from, names] of all.flatMap((one) => Object.entries(one))) {
    imports.set(from, new Set([...(imports.get(from) ?? []), ...names]));
  }
  return imports;
}

function listed(imports: ReadonlyMap<string, ReadonlySet<string>>): ImportsCode {
  return Object.fromEntries([...imports].map(([from, names]) => [from, [...names]]));
}

function importLine(from: string, names: readonly string[]): string {
  const line = `import { ${names.join(', ')} } from '${from}';`;
  return line.length <= WIDTH ? line : `import {\n${names.map((name) => `  ${name},\n`).join('')}} from '${from}';`;
}

/** Types stand where they would as values. */
function byName(a: string, b: string): number {
  return a.replace('type ', '') < b.replace('type ', '') ? -1 : 1;
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
