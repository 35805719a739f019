import type { OperateTick } from '../../../src/contract.js';
import { stretchesOf, type Watched } from '../operate/series.js';

/** How the breaker of a port was over time, the latest on the right. */
export function Ribbon({ ticks, name }: { readonly ticks: readonly OperateTick[]; readonly name: string }) {
  const stretches = stretchesOf(ticks, name);
  const said = stretches.map(({ state, part }) => `${state ?? 'none'} ${Math.round(100 * part)} %`).join(', ');
  return (
    <span className="ribbon" role="img" aria-label={`Breaker of ${name}, oldest first: ${said}`} title={said}>
      {stretches.map(({ state, part }, index) => (
        <i key={index} className={`ribbon-${lookOf(state)}`} style={{ width: `${100 * part}%` }} />
      ))}
    </span>
  );
}

function lookOf(state: Watched): 'closed' | 'half-open' | 'open' | 'none' {
  if (state === 'forced-open') return 'open';
  return state === undefined || state === 'disabled' || state === 'metrics-only' ? 'none' : state;
}
