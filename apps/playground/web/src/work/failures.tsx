import type { FailureView } from '../../../src/contract.js';
import { clockTime } from '../../../src/format.js';
import { Tag } from '../ui/tag.js';

/** Every attempt that failed, in order. */
export function Failures({ failures }: { readonly failures: readonly FailureView[] }) {
  if (failures.length === 0) return null;
  return (
    <section aria-label="What failed">
      <h3>Failures</h3>
      <ol className="work-lines">
        {failures.map(({ run, at, error }) => (
          <li key={`${run} ${at}`}>
            <span className="muted">run {run}</span>{' '}
            <time className="mono muted" dateTime={at}>
              {clockTime(Date.parse(at))}
            </time>{' '}
            <Tag tone="bad">{error.code}</Tag> {error.message}
          </li>
        ))}
      </ol>
    </section>
  );
}
