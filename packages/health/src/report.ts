import type { CheckReport, HealthReport, HealthState } from './health.js';

/** What several checks come to. */
export function aggregate(
  answers: readonly (readonly [name: string, report: CheckReport])[],
  state: HealthState,
  latencyMs: number,
): HealthReport {
  const failing = answers.filter(([, { status }]) => status !== 'up');
  const isDown = failing.some(([, { critical, status }]) => critical && status === 'down');
  const reason = failing.map(([name, { status, reason: why }]) => `${name} is ${status}${because(why)}`).join('; ');
  return {
    status: isDown ? 'down' : failing.length > 0 ? 'degraded' : 'up',
    latencyMs: Math.round(latencyMs * 100) / 100,
    ...(reason === '' ? undefined : { reason }),
    state,
    checks: Object.fromEntries(answers),
  };
}

/** An answer that asked nobody. */
export function unasked(status: 'up' | 'down', state: HealthState): HealthReport {
  const reason = status === 'up' ? undefined : { reason: state === 'closed' ? 'closed' : 'shutting down' };
  return { status, latencyMs: 0, ...reason, state, checks: {} };
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : ` (${reason})`;
}
