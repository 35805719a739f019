import type { Clock, Health, InfraError, Result } from '@infra/core';
import { settleOnAbort } from '@internal/abort';
import type { Check } from './check.js';
import { errors } from './errors.js';
import type { CheckReport } from './health.js';
import { numberOption } from './options.js';
import { reasonOf, safeDetails, safeReason } from './reason.js';

/** How many runs of one check may hang, so that a backend that never answers does not pile them up. */
const MAX_HANGING = 3;

/** After so many time-outs a hanging run is forgotten: a client that lost an answer must not keep the check `down` for good. */
const FORGOTTEN_AFTER = 10;

export interface ProbeSettings {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly cacheMs: number;
  readonly report: (error: InfraError) => void;
}

/** A check as it is asked: one run for all who wait, its answer kept for a while. Never rejects. */
export interface Probe {
  readonly name: string;
  ask(): Promise<CheckReport>;
  close(): void;
}

export function createProbe({ name, target, options, close }: Check, settings: ProbeSettings): Probe {
  const { clock, report } = settings;
  const critical = options.critical ?? true;
  const timeoutMs = numberOption('check', 'timeoutMs', options.timeoutMs, settings.timeoutMs, { min: 1 });
  const cacheMs = numberOption('check', 'cacheMs', options.cacheMs, settings.cacheMs, { min: 0 });
  const hanging = new Set<{ readonly sinceMs: number }>();
  let last: { readonly answer: CheckReport; readonly untilMs: number } | undefined;
  let running: Promise<CheckReport> | undefined;
  let stop: AbortController | undefined;

  async function run(): Promise<CheckReport> {
    const sinceMs = clock.monotonicMs();
    for (const old of hanging) if (sinceMs - old.sinceMs >= FORGOTTEN_AFTER * timeoutMs) hanging.delete(old);
    if (hanging.size >= MAX_HANGING) {
      return { ...down(`not asked: ${hanging.size} earlier calls have not returned`), latencyMs: 0, critical };
    }
    const controller = new AbortController();
    stop = controller;
    const cancel = clock.schedule(timeoutMs, () => controller.abort(LATE));
    // An async function, so that a synchronous throw is a failure like any other.
    const work = (async () => read(await target.health({ signal: controller.signal }), controller.signal))().catch(
      (cause: unknown) => failed(cause, controller.signal),
    );
    const verdict = await settleOnAbort(work, controller.signal, () => {
      const mine = { sinceMs };
      hanging.add(mine);
      void work.then(() => hanging.delete(mine));
      return down(controller.signal.reason === LATE ? `no answer within ${timeoutMs} ms` : 'closed');
    });
    cancel();
    return { ...verdict, latencyMs: elapsed(sinceMs), critical };
  }

  function read(result: Result<Health>, signal: AbortSignal): Verdict {
    if (!result.ok) return failed(result.error, signal);
    const { status, reason, details } = result.value;
    if (status !== 'up' && status !== 'degraded' && status !== 'down') return down('health() did not return a Health');
    const safe = safeDetails(details);
    return {
      status,
      ...(typeof reason === 'string' && status !== 'up' ? { reason: safeReason(reason) } : undefined),
      ...(safe === undefined ? undefined : { details: safe }),
    };
  }

  function failed(cause: unknown, signal: AbortSignal): Verdict {
    // Who was given up may say that it was cancelled, and that is no news.
    if (!signal.aborted) report(errors.checkFailed(name, cause));
    return down(reasonOf(cause));
  }

  function elapsed(sinceMs: number): number {
    return Math.round((clock.monotonicMs() - sinceMs) * 100) / 100;
  }

  return {
    name,
    ask() {
      if (last !== undefined && clock.monotonicMs() < last.untilMs) return Promise.resolve(last.answer);
      running ??= run().then((answer) => {
        last = { answer, untilMs: clock.monotonicMs() + cacheMs };
        running = undefined;
        return answer;
      });
      return running;
    },
    close() {
      stop?.abort(CLOSED);
      close?.();
    },
  };
}

type Verdict = Omit<CheckReport, 'latencyMs' | 'critical'>;

const LATE = 'the health check took too long';
const CLOSED = 'the health was closed';

function down(reason: string): Verdict {
  return { status: 'down', reason };
}
