import type { LogLineView } from '../../../src/contract.js';
import { Tag, type Tone } from './tag.js';

const TONES: Readonly<Record<string, Tone>> = { info: 'accent', warn: 'warn', error: 'bad', fatal: 'bad' };

/** One line of a log: when, how grave, what, and its fields. */
export function LogLine({ line: { time, level, message, fields } }: { readonly line: LogLineView }) {
  return (
    <li className="log-line">
      <time dateTime={time} className="muted">
        {time.slice(11, 23)}
      </time>
      <span>
        <Tag tone={TONES[level] ?? 'neutral'}>{level}</Tag>
      </span>
      <span>
        {message} <span className="muted">{fieldsText(fields)}</span>
      </span>
    </li>
  );
}

/** `name=value`, one after the other. */
export function fieldsText(fields: LogLineView['fields']): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}
