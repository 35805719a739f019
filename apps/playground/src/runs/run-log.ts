import type { LogView } from '../contract.js';
import type { Ports } from '../providers/registry.js';

/** More than a person reads; the logger keeps more. */
const SHOWN = 500;

/** The lines of one run. Those of others, and those of the playground itself, are not among them. */
export function logOf(logger: Pick<Ports['logger'], 'lines'>, provider: string, run: string): LogView {
  const { lines } = logger;
  if (lines === undefined) return { provider, earlier: 0 };
  const own = lines.filter(({ fields }) => fields['run'] === run);
  return {
    provider,
    lines: own.slice(-SHOWN).map(({ time, level, message, fields: { run: _, ...fields } }) => ({
      time: time.toISOString(),
      level,
      message,
      fields,
    })),
    earlier: Math.max(0, own.length - SHOWN),
  };
}
