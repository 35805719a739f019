import type { OperateTick } from '../../../src/contract.js';
import { microseconds, percent, perSecond } from '../../../src/format.js';
import { layeredPorts } from '../../../src/layers/layer-table.js';
import { Ribbon } from '../charts/ribbon.js';
import type { Workbench } from '../use-workbench.js';
import { LATELY } from './port-charts.js';
import { lately } from './series.js';

interface PortTableProps {
  readonly bench: Workbench;
  readonly ticks: readonly OperateTick[];
  readonly everyMs: number;
  /** How far back the ribbons go. */
  readonly window: string;
}

/** Each port and provider: what its breaker was, and how it does now. A name shows its charts only. */
export function PortTable({ bench, ticks, everyMs, window }: PortTableProps) {
  const { applied, url } = bench;
  const selected = url.values.get('of');
  const inUse = layeredPorts.map((port) => `${port}/${applied.composition[port]}`);
  const seen = ticks.flatMap(({ ports }) => Object.keys(ports));
  const names = [...new Set([...inUse, ...seen])];
  const recent = ticks.slice(-LATELY);
  return (
    <section className="panel port-table" aria-labelledby="ports-title">
      <div className="row table-head">
        <h2 id="ports-title">Ports</h2>
        <span className="muted">
          breaker over the last {window}, numbers of the last {LATELY} seconds
        </span>
      </div>
      <div className="scroll-x" tabIndex={0} role="group" aria-label="Table of the ports">
        <table>
          <thead>
            <tr>
              <th scope="col">Port</th>
              <th scope="col" className="hide-small">
                Provider
              </th>
              <th scope="col">Breaker</th>
              {['Rate', 'Errors', 'Retries', 'p95'].map((head) => (
                <th key={head} scope="col" className="number">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((name) => {
              const { perSecond: rate, calls, errors, retries, p95Us } = lately(recent, everyMs, name);
              const [port, provider] = name.split('/');
              return (
                <tr key={name} className={name === selected ? 'selected' : undefined}>
                  <th scope="row">
                    <button
                      type="button"
                      className="step-name mono"
                      aria-pressed={name === selected}
                      onClick={() => url.set({ of: name === selected ? undefined : name })}
                    >
                      {port}
                    </button>
                  </th>
                  <td className="muted hide-small">{provider}</td>
                  <td>
                    <Ribbon ticks={ticks} name={name} />
                  </td>
                  <td className="number">{perSecond(rate)}</td>
                  <td className={errors > 0 ? 'number bad' : 'number'}>{percent(errors, calls)}</td>
                  <td className="number">{retries}</td>
                  <td className="number">{calls === 0 ? '–' : microseconds(p95Us)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
