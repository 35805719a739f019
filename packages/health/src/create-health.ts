import { err, ok, type AsyncResult, type IoOptions, type Result } from '@infra/core';
import { settleOnAbort } from '@internal/abort';
import { systemClock } from '@internal/clock';
import { createReporter } from '@internal/redaction';
import type { Check } from './check.js';
import { errors } from './errors.js';
import type { HealthOptions, HealthReport, HealthState, ProcessHealth } from './health.js';
import { numberOption } from './options.js';
import { createProbe, type Probe } from './probe.js';
import { aggregate, unasked } from './report.js';

/**
 * The health of this process, out of checks. Asks nobody until it is asked.
 * Throws a `validation` error for bad options: two checks of one name, a liveness check that asks a dependency.
 *
 * @example const health = createHealth({ checks: [check('cache', cache)], liveness: [eventLoopCheck()] })
 */
export function createHealth(options: HealthOptions = {}): ProcessHealth {
  const { checks = [], liveness = [], startup = checks, clock = systemClock } = options;
  const report = createReporter(options.onError);
  const settings = {
    clock,
    report,
    timeoutMs: numberOption('health', 'timeoutMs', options.timeoutMs, 800, { min: 1 }),
    cacheMs: numberOption('health', 'cacheMs', options.cacheMs, 2_000, { min: 0 }),
  };
  for (const { name, asks } of liveness) {
    if (asks === 'process') continue;
    const message = `The liveness check ${JSON.stringify(name)} asks a dependency: when that fails, all processes would restart.`;
    throw errors.invalid('health', message);
  }
  // A check that is in two lists is asked once for both.
  const probes = new Map<Check, Probe>();
  const probesOf = (list: readonly Check[]): readonly Probe[] =>
    unique(list).map((one) => {
      const probe = probes.get(one) ?? createProbe(one, settings);
      probes.set(one, probe);
      return probe;
    });
  const ready = probesOf(checks);
  const live = probesOf(liveness);
  const start = probesOf(startup);
  let own: HealthState = 'running';
  let hasStarted = false;
  const waiting = new Set<() => void>();

  function state(): HealthState {
    if (own !== 'running' || options.stopping === undefined) return own;
    try {
      return options.stopping() ? 'stopping' : 'running';
    } catch (cause) {
      // Whoever cannot say whether the process stops is not to be sent work.
      report(errors.threw('health.stopping', cause));
      return 'stopping';
    }
  }

  function ask(list: readonly Probe[], operation: string, signal: AbortSignal | undefined): AsyncResult<HealthReport> {
    const sinceMs = clock.monotonicMs();
    const asked = Promise.all(list.map(async (probe) => [probe.name, await probe.ask()] as const)).then(
      (answers): Result<HealthReport> => ok(aggregate(answers, state(), clock.monotonicMs() - sinceMs)),
    );
    return settleOnAbort(asked, signal, () => err(errors.cancelled(operation, signal?.reason)));
  }

  async function readiness({ signal }: IoOptions = {}): AsyncResult<HealthReport> {
    const before = state();
    if (before !== 'running') return ok(unasked('down', before));
    const asked = await ask(ready, 'health.readiness', signal);
    // It may have begun to stop while the checks ran.
    return asked.ok && asked.value.state !== 'running' ? ok(unasked('down', asked.value.state)) : asked;
  }

  function beginShutdown(): void {
    if (own === 'running') own = 'stopping';
  }

  async function close(): AsyncResult<void> {
    own = 'closed';
    for (const end of waiting) end();
    for (const probe of probes.values()) {
      try {
        probe.close();
      } catch (cause) {
        report(errors.threw('health.close', cause));
      }
    }
    return ok();
  }

  return {
    get state() {
      return state();
    },
    readiness,
    health: readiness,
    async liveness({ signal } = {}) {
      const now = state();
      return now === 'closed' ? ok(unasked('down', now)) : ask(live, 'health.liveness', signal);
    },
    async startup({ signal } = {}) {
      const now = state();
      if (now === 'closed') return ok(unasked('down', now));
      if (hasStarted) return ok(unasked('up', now));
      const asked = await ask(start, 'health.startup', signal);
      if (asked.ok && asked.value.status !== 'down') hasStarted = true;
      return asked;
    },
    beginShutdown,
    async drain(delayMs, { signal } = {}) {
      beginShutdown();
      if (own === 'closed') return ok();
      // A bad delay must not keep the process from stopping.
      const waitMs = typeof delayMs === 'number' && delayMs > 0 ? Math.min(delayMs, 2_147_483_647) : 0;
      let end = (): void => undefined;
      const over = new Promise<Result<void>>((resolve) => {
        end = () => resolve(ok());
      });
      waiting.add(end);
      const cancel = clock.schedule(waitMs, end);
      const result = await settleOnAbort(over, signal, () => err(errors.cancelled('health.drain', signal?.reason)));
      cancel();
      waiting.delete(end);
      return result;
    },
    close,
    async [Symbol.asyncDispose]() {
      const result = await close();
      if (!result.ok) throw result.error;
    },
  };
}

function unique(list: readonly Check[]): readonly Check[] {
  const names = new Set(list.map(({ name }) => name));
  if (names.size === list.length) return list;
  const twice = list.find(({ name }, index) => list.findIndex((other) => other.name === name) !== index);
  throw errors.invalid('health', `Two checks are named ${JSON.stringify(twice?.name)}.`);
}
