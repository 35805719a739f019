import type { Clock, InfraErrorCode, Layer, Logger, LogLevel, OnError } from '@infra/core';
import { systemClock } from '@internal/clock';
import { CallKinds } from './call-kinds.js';
import { checkNumber, checkPort, shown } from './checks.js';
import { createContainment } from './containment.js';
import { invalidOption } from './errors.js';
import { watching } from './observer.js';
import { ENDINGS, type Ending } from './outcome.js';

/** The level of a line for each way a call can end; `silent` writes none. */
export type OutcomeLevels = Readonly<Partial<Record<'ok' | 'slow' | InfraErrorCode, LogLevel | undefined>>>;

export interface LoggedOptions {
  readonly logger: Logger;
  /**
   * Levels that differ from the defaults: `debug` for `ok` and `cancelled`; `info` for what the caller asked wrongly (`validation`,
   * `not_found`, `conflict`, `unsupported`); `error` for `internal` and `unknown_outcome`; `warn` for everything else, and for `slow`.
   */
  readonly levels?: OutcomeLevels | undefined;
  /** A call that succeeds but takes at least this long, in milliseconds, is logged at the level `slow`. Default: none is slow. */
  readonly slowMs?: number | undefined;
  /** Measures the durations. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Is told, once, of a logger or clock that throws: the call knows nothing of it. Default: nobody is. */
  readonly onError?: OnError | undefined;
}

const DEFAULT_LEVELS: Readonly<Record<'ok' | 'slow' | InfraErrorCode, LogLevel>> = {
  ok: 'debug',
  cancelled: 'debug',
  validation: 'info',
  not_found: 'info',
  conflict: 'info',
  unsupported: 'info',
  slow: 'warn',
  rate_limited: 'warn',
  unavailable: 'warn',
  timeout: 'warn',
  unauthenticated: 'warn',
  forbidden: 'warn',
  internal: 'error',
  unknown_outcome: 'error',
};

const LEVELS: readonly unknown[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/**
 * One line for each call: `cache.get ok`, `cache.get failed: timeout`. Its fields are `port`, `provider`, `operation`, `durationMs`,
 * `outcome`, and where there is one `code`, `attempt`, `slow`; never arguments, values or an error's message, for those may be secret.
 *
 * @throws `validation` for options that make no sense
 */
export function logged(options: LoggedOptions): Layer {
  const { logger, clock = systemClock, slowMs = Number.POSITIVE_INFINITY, onError } = options;
  checkPort('logged', 'logger', logger, 'isLevelEnabled', 'debug');
  checkPort('logged', 'clock', clock, 'monotonicMs');
  checkNumber('logged', 'slowMs', slowMs, 0);
  const levels = resolveLevels(options.levels);
  const messages = new CallKinds(
    ({ port, operation }) => new Map(ENDINGS.map((ending) => [ending, messageOf(`${port}.${operation}`, ending)])),
  );
  return watching(
    {
      begin: () => clock.monotonicMs(),
      end(startMs, ending, call) {
        const durationMs = clock.monotonicMs() - startMs;
        const isSlow = ending.outcome === 'ok' && durationMs >= slowMs;
        const level = levels[isSlow ? 'slow' : ending.code === 'none' ? 'ok' : ending.code];
        if (level === 'silent' || !logger.isLevelEnabled(level)) return;
        const { port, provider, operation, attempt } = call;
        logger[level](messages.of(call).get(ending) ?? '', {
          port,
          provider,
          operation,
          outcome: ending.outcome,
          durationMs: Math.round(durationMs * 1_000) / 1_000,
          ...(ending.code === 'none' ? undefined : { code: ending.code }),
          ...(attempt === undefined ? undefined : { attempt }),
          ...(isSlow ? { slow: true } : undefined),
        });
      },
    },
    createContainment('logged', onError),
  );
}

function messageOf(operation: string, { outcome, code }: Ending): string {
  return outcome === 'error' ? `${operation} failed: ${code}` : `${operation} ${outcome}`;
}

function resolveLevels(own: OutcomeLevels = {}): Readonly<Record<'ok' | 'slow' | InfraErrorCode, LogLevel>> {
  for (const [ending, level] of Object.entries(own)) {
    if (!Object.hasOwn(DEFAULT_LEVELS, ending)) {
      throw invalidOption('logged', `levels names ${shown(ending)}, which no call ends with.`);
    }
    if (level !== undefined && !LEVELS.includes(level)) {
      throw invalidOption('logged', `levels.${ending} must be one of ${LEVELS.join(', ')}, not ${shown(level)}.`);
    }
  }
  const given = Object.entries(own).filter(([, level]) => level !== undefined);
  return { ...DEFAULT_LEVELS, ...Object.fromEntries(given) };
}
