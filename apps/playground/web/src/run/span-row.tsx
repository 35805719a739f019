import { Zap } from 'lucide-react';
import type { Span } from '../../../src/contract.js';
import { microseconds } from '../../../src/format.js';
import { Tag, type Tone } from '../ui/tag.js';
import { isCall, isWithinCall } from './filter-spans.js';

interface SpanRowProps {
  readonly span: Span;
  readonly extent: { readonly fromUs: number; readonly lengthUs: number };
  /** What people call the step, if it is one. */
  readonly title: string | undefined;
  readonly selected: boolean;
  /** Of a call, and of what is part of it: shows the call. */
  readonly onSelect: () => void;
}

/** What a cache says about a success; all else is `ok`. */
const TONES: Readonly<Record<string, Tone>> = { hit: 'good', shared: 'accent', loaded: 'warn', miss: 'warn' };

/** One call, an attempt of it, the wait before that, or the step that it belongs to. */
export function SpanRow({ span, extent, title, selected, onSelect }: SpanRowProps) {
  const { kind, provider, code, startUs, durUs, flags } = span;
  const result = resultOf(span);
  const tone = code !== undefined ? 'bad' : (TONES[result] ?? 'neutral');
  const left = (100 * (startUs - extent.fromUs)) / extent.lengthUs;
  const width = (100 * (durUs ?? extent.fromUs + extent.lengthUs - startUs)) / extent.lengthUs;
  const injected = flags.includes('injected');
  return (
    <div className={`span-row span-${kind}${selected ? ' span-selected' : ''}`} title={span.error ?? span.key}>
      <span className="mono ellipsis">
        {kind === 'step' && (title ?? span.op)}
        {isCall(span) && (
          <button type="button" className="span-name" aria-pressed={selected} onClick={onSelect}>
            {nameOf(span)} <span className="muted">{subjectOf(span)}</span>
          </button>
        )}
        {kind === 'attempt' && <span className="span-part">attempt {span.attempt}</span>}
        {kind === 'wait' && <span className="span-part muted">wait</span>}
      </span>
      <span className="muted hide-small">{isWithinCall(span) ? '' : provider}</span>
      <span className="span-result">
        {kind !== 'wait' && (kind !== 'step' || code !== undefined) && <Tag tone={tone}>{result}</Tag>}
        {injected && <Zap size={12} className="bad" role="img" aria-label="injected" />}
      </span>
      <span className="track">
        <i
          className={`bar bar-${kind === 'step' || kind === 'wait' ? kind : tone}`}
          style={{ left: `${Math.min(99.5, left)}%`, width: `${Math.min(100 - Math.min(99.5, left), width)}%` }}
        />
        <span className={left + width > 70 ? 'took took-left' : 'took'} style={placeOf(left, width)}>
          {durUs === null ? '…' : microseconds(durUs)}
        </span>
      </span>
    </div>
  );
}

function resultOf({ code, flags, durUs }: Span): string {
  if (code !== undefined) return code;
  if (durUs === null) return 'running';
  const [first] = flags;
  return first !== undefined && (first in TONES || first.endsWith(' hits')) ? first : 'ok';
}

/** What the call was about: the key without the step before it and the operation behind it. */
function subjectOf({ key }: Span): string {
  return key.slice(key.indexOf(':') + 1, key.lastIndexOf('/'));
}

/** Beside the bar: behind it, or before it where there is no room. */
function placeOf(left: number, width: number): { left?: string; right?: string } {
  return left + width > 70 ? { right: `${100 - left}%` } : { left: `${left + width}%` };
}

/** A call has a dot; a handler a colon, as its fault has. */
export function nameOf({ kind, port, op }: Span): string {
  return `${port}${kind === 'handler' ? ':' : '.'}${op}`;
}
