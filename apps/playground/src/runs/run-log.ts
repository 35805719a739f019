import type { LogLine } from '@infra/logger-memory';
import type { LogLineView, LogView } from '../contract.js';
import type { PlaygroundLogger } from '../providers/playground-logger.js';

/** More than a person reads; the logger keeps more. */
const SHOWN = 500;

/** The lines of one run. Those of others, and those of the playground itself, are not among them. */
export function logOf(logger: Pick<PlaygroundLogger, 'lines'>, provider: string, run: string): LogView {
  const { lines } = logger;
  if (lines === undefined) return { provider, earlier: 0 };
  const own = lines.filter(({ fields }) => fields['run'] === run);
  return {
    provider,
    // That they are of this run goes without saying.
    lines: own.slice(-SHOWN).map(({ fields: { run: _, ...fields }, ...line }) => lineView({ ...line, fields })),
    earlier: Math.max(0, own.length - SHOWN),
  };
}

/** A line as the page has it. */
export function lineView({ time, level, message, fields }: Omit<LogLine, 'logger'>): LogLineView {
  return { time: time.toISOString(), level, message, fields };
}
