import type { LayerName, PortLayers, ServiceCode } from '../contract.js';
import { switchedOn } from '../layers/layer-table.js';

/** What is longer is broken, as formatters do. */
export const WIDTH = 100;

/** `.add('orders', ({ database }) => …)` */
export function addLine({ name, needs = [], make }: ServiceCode): string {
  const taken = needs.length === 0 ? '()' : `({ ${needs.join(', ')} })`;
  if (!make.includes('\n')) return `  .add('${name}', ${taken} => ${make})`;
  return `  .add('${name}', ${taken} =>\n    ${make.replaceAll('\n', '\n    ')},\n  )`;
}

/** The same service with layers around it; `around` is what `decorate` gets them as. */
export function decorated(service: ServiceCode, spec: string, around: string, needs: readonly string[]): ServiceCode {
  const parts = [service.make, spec, around];
  const short = `decorate(${parts.join(', ')})`;
  const long = ['decorate(', ...parts.map((part) => `  ${part.replaceAll('\n', '\n  ')},`), ')'].join('\n');
  return {
    ...service,
    needs: [...(service.needs ?? []), ...needs],
    make: short.includes('\n') || short.length > WIDTH ? long : short,
  };
}

/** What a pipeline is made of, of the services of the file. */
export function pipelineNeeds(layers: PortLayers, limit: string): readonly string[] {
  return [
    ...(layers.observe === undefined ? [] : ['logger', 'metrics', 'tracer']),
    ...(layers.ratelimit === undefined ? [] : [limit]),
  ];
}

/** The layers as `pipeline({ … })`; `limit` is the limiter for them. */
export function pipelineCode(layers: PortLayers, limit: string): string {
  const lines = switchedOn(layers).map(({ layer, options }) => partOf(layer.name, options, limit));
  if (layers.observe !== undefined && layers.retry !== undefined) {
    // It is outside of the breaker, so that an attempt that the breaker refuses is seen as well.
    const at = lines.findIndex((line) => /^(circuitBreaker|attemptTimeout):/.test(line));
    lines.splice(at === -1 ? lines.length : at, 0, 'observeAttempts: observeAttempts({ logger, metrics, tracer }),');
  }
  return ['pipeline({', ...lines.map((line) => `  ${line}`), '})'].join('\n');
}

/** What `pipeline` calls a layer. */
function partOf(name: LayerName, options: Readonly<Record<string, number>>, limit: string): string {
  const of = (option: string): string => literal(options[option]);
  switch (name) {
    case 'observe':
      return 'observe: observe({ logger, metrics, tracer }),';
    case 'ratelimit':
      return `rateLimit: { limiter: ${limit}, onLimiterError: 'fail-open' },`;
    case 'bulkhead':
      return `bulkhead: { maxConcurrent: ${of('concurrent')}, maxQueue: ${of('queue')} },`;
    case 'total':
      return `totalTimeout: { ms: ${of('ms')} },`;
    case 'retry':
      return `retry: { maxAttempts: ${of('attempts')}, initialDelayMs: ${of('delayMs')} },`;
    case 'breaker':
      return `circuitBreaker: { consecutiveFailures: ${of('failures')}, openMs: ${of('openMs')} },`;
    case 'timeout':
      return `attemptTimeout: { ms: ${of('ms')} },`;
  }
}

/** As people write numbers in TypeScript: `5_000`. */
export function literal(value = 0): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '_');
}
