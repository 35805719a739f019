import type { RunView, StepView } from '../../../src/contract.js';
import type { UrlState } from '../url-state.js';
import { count, microseconds, milliseconds } from '../../../src/format.js';
import { Tag, type Tone } from '../ui/tag.js';

const TONES: Readonly<Record<StepView['status'], Tone>> = {
  pending: 'neutral',
  running: 'warn',
  ok: 'good',
  failed: 'bad',
  skipped: 'neutral',
};

/** What each step promised, whether it held, and its numbers. A step's name shows its calls only. */
export function StepTable({ run, url }: { readonly run: RunView; readonly url: UrlState }) {
  const selected = url.values.get('step');
  return (
    <section className="panel steps" aria-label="Steps">
      {/* Focusable, because it scrolls sideways on a small screen. */}
      <div className="scroll-x" tabIndex={0} role="group" aria-label="Table of the steps">
        <table>
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col" className="hide-small">
                Expectation
              </th>
              <th scope="col">Result</th>
              {['Hits', 'Misses', 'Loads', 'Errors', 'p50', 'p95', 'Time'].map((name) => (
                <th key={name} scope="col" className="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {run.steps.map((step) => (
              <tr key={step.name} className={step.name === selected ? 'selected' : undefined}>
                <th scope="row">
                  <button
                    type="button"
                    className="step-name"
                    aria-pressed={step.name === selected}
                    onClick={() => url.set({ step: step.name === selected ? undefined : step.name })}
                  >
                    {step.title}
                  </button>
                  <div className="only-small">
                    <Expectation step={step} />
                  </div>
                </th>
                <td className="hide-small">
                  <Expectation step={step} />
                </td>
                <td>
                  <Tag tone={TONES[step.status]}>{step.status}</Tag>
                </td>
                <Numbers step={step} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** What was promised, and what there is to say about it: in its own column, or below the name on a small screen. */
function Expectation({ step }: { readonly step: StepView }) {
  const { expectation, reason, note, status } = step;
  return (
    <>
      {expectation}
      {reason !== undefined && <span className={status === 'failed' ? 'bad' : 'muted'}> · {reason}</span>}
      {note !== undefined && <span className="muted"> · {note}</span>}
    </>
  );
}

function Numbers({ step }: { readonly step: StepView }) {
  const ended = step.status === 'ok' || step.status === 'failed';
  const values = [
    count(step.hits),
    count(step.misses),
    count(step.loads),
    count(step.errors),
    microseconds(step.p50Us),
    microseconds(step.p95Us),
    milliseconds(step.durationMs),
  ];
  return values.map((value, index) => (
    <td key={index} className="number">
      {ended ? value : ''}
    </td>
  ));
}
