import type { Span } from '../../../src/contract.js';
import { microseconds } from '../../../src/format.js';
import { Tag, type Tone } from '../ui/tag.js';

interface SpanRowProps {
  readonly span: Span;
  readonly extent: { readonly fromUs: number; readonly lengthUs: number };
  /** What people call the step, if it is one. */
  readonly title: string | undefined;
}

const TONES: Readonly<Record<string, Tone>> = { hit: 'good', shared: 'accent', loaded: 'warn', miss: 'warn' };

/** One call, or the step that it belongs to. */
export function SpanRow({ span, extent, title }: SpanRowProps) {
  const { kind, op, port, provider, code, flags, startUs, durUs } = span;
  const isStep = kind === 'step';
  const result = code ?? flags[0] ?? (durUs === null ? 'running' : 'ok');
  const tone = code !== undefined ? 'bad' : (TONES[result] ?? 'neutral');
  const left = (100 * (startUs - extent.fromUs)) / extent.lengthUs;
  const width = (100 * (durUs ?? extent.fromUs + extent.lengthUs - startUs)) / extent.lengthUs;
  return (
    <div className={isStep ? 'span-row span-step' : 'span-row'} title={span.error ?? span.key}>
      <span className="mono ellipsis">
        {isStep ? (title ?? op) : `${port}.${op}`} {!isStep && <span className="muted">{subjectOf(span)}</span>}
      </span>
      <span className="muted hide-small">{provider}</span>
      <span>{(!isStep || code !== undefined) && <Tag tone={tone}>{result}</Tag>}</span>
      <span className="track">
        <i
          className={`bar bar-${isStep ? 'step' : tone}`}
          style={{ left: `${Math.min(99.5, left)}%`, width: `${Math.min(100 - Math.min(99.5, left), width)}%` }}
        />
        <span className={left + width > 70 ? 'took took-left' : 'took'} style={placeOf(left, width)}>
          {durUs === null ? '…' : microseconds(durUs)}
        </span>
      </span>
    </div>
  );
}

/** What the call was about: the key without the step before it and the operation behind it. */
function subjectOf({ key }: Span): string {
  return key.slice(key.indexOf(':') + 1, key.lastIndexOf('/'));
}

/** Beside the bar: behind it, or before it where there is no room. */
function placeOf(left: number, width: number): { left?: string; right?: string } {
  return left + width > 70 ? { right: `${100 - left}%` } : { left: `${left + width}%` };
}
