import type { LayerName, PortLayers, Span } from '../../../src/contract.js';
import { microseconds } from '../../../src/format.js';
import { switchedOn } from '../../../src/layers/layer-table.js';

export interface LayerDeed {
  readonly title: string;
  /** In a few words. */
  readonly did: string;
  /** Whether it made a difference to the call. */
  readonly acted: boolean;
}

/** What each layer around a call did about it, outside in; `parts` are the call's attempts and waits. */
export function whatLayersDid(call: Span, parts: readonly Span[], layers: PortLayers): readonly LayerDeed[] {
  const attempts = parts.filter(({ kind }) => kind === 'attempt');
  const tried = Math.max(1, attempts.length);
  const flagged = (flag: string): number => attempts.filter(({ flags }) => flags.includes(flag)).length;
  const has = (flag: string): boolean => call.flags.includes(flag);
  const waitedUs = parts.reduce((sum, { kind, durUs }) => sum + (kind === 'wait' ? (durUs ?? 0) : 0), 0);
  const of = (count: number): string => (tried === 1 ? '' : ` ${count} of ${tried}`);
  const deeds: Readonly<Record<LayerName, () => string | undefined>> = {
    observe: () => undefined,
    ratelimit: () => (has('limited') ? 'refused it' : has('limiter failed') ? 'could not be asked' : undefined),
    bulkhead: () => (has('full') ? 'refused it' : has('queued') ? 'made it wait in line' : undefined),
    total: () => (has('timed out') && flagged('timed out') < tried ? 'cut it off' : undefined),
    retry: () => {
      const why = call.flags.find((flag) => flag.startsWith('gave up'));
      const again = tried === 1 ? '' : `${tried - 1} more, ${microseconds(waitedUs)} of waits`;
      return [again, why].filter(Boolean).join('; ') || undefined;
    },
    breaker: () => {
      const changes = call.flags.filter((flag) => flag.startsWith('breaker ')).map((flag) => `became ${flag.slice(8)}`);
      const refused = has('rejected') ? [`refused${of(flagged('rejected'))}`] : [];
      return [...changes, ...refused].join('; ') || undefined;
    },
    timeout: () => (flagged('timed out') > 0 ? `cut off${of(flagged('timed out'))}` : undefined),
  };
  const around = switchedOn(layers).map(({ layer }): LayerDeed => {
    const did = deeds[layer.name]();
    return { title: layer.title, did: did ?? '–', acted: did !== undefined };
  });
  const injected = flagged('injected');
  return has('injected') ? [...around, { title: 'Fault', did: `on purpose${of(injected)}`, acted: true }] : around;
}
