import type { Clock } from '@infra/core';
import { LEVELS, WEIGHT, type ThresholdLevel } from '@internal/redaction';
import { pino, type Logger as NativeLogger } from 'pino';
import { callingFiles } from './callers.js';
import { pinoError, validationError } from './errors.js';
import type { PinoLoggerOptions } from './options.js';
import { OwnedDestination, type OwnedDestinationOptions } from './owned-destination.js';

/** How much a destination that fails may keep for later, in bytes. */
const MAX_LENGTH = 64 * 1024 * 1024;

export interface Native {
  readonly logger: NativeLogger;
  readonly level: ThresholdLevel;
  /** What was made here; absent for a logger or a stream that was given. */
  readonly destination?: OwnedDestination;
  /** Whether the logger was made here, so that its level follows. */
  readonly isOwn: boolean;
}

/** The pino logger that is written through: the one given, or a new one whose destination the first line opens. */
export function createNative(
  options: PinoLoggerOptions,
  watch: Pick<OwnedDestinationOptions, 'onError' | 'onDrop'>,
): Native {
  const { logger, destination, level, clock } = options;
  if (logger !== undefined) return { logger, level: level ?? levelOf(logger), isOwn: false };
  const { transport, ...rest } = options.pino ?? {};
  const settings = { timestamp: clock === undefined ? true : timeOf(clock), ...rest, level: level ?? 'info' };
  try {
    if (typeof destination === 'object') {
      return { logger: pino(settings, destination), level: settings.level, isOwn: true };
    }
    const started = transport === undefined ? undefined : transportOf(transport, rest.customLevels);
    const owned = new OwnedDestination({
      ...watch,
      ends: started !== undefined || typeof destination === 'string',
      open: () =>
        started === undefined
          ? pino.destination({ dest: destination ?? 1, sync: true, maxLength: MAX_LENGTH })
          : pino.transport(started),
    });
    return { logger: pino(settings, owned), level: settings.level, destination: owned, isOwn: true };
  } catch (cause) {
    throw validationError('logger.create', `pino refuses its options: ${pinoError(cause, 'pino').message}`);
  }
}

type Transport = NonNullable<NonNullable<PinoLoggerOptions['pino']>['transport']>;

/** What `pino()` itself adds when it starts a transport. */
function transportOf(transport: Transport, levels: Readonly<Record<string, number>> | undefined): Transport {
  const added = { caller: callingFiles(), ...(levels === undefined ? undefined : { levels: { ...levels } }) };
  return { ...added, ...transport };
}

function timeOf(clock: Clock): () => string {
  return () => `,"time":${clock.now().getTime()}`;
}

/** The level of a logger that may have names of its own: the lightest of ours that lets no more through. */
function levelOf({ levelVal }: NativeLogger): ThresholdLevel {
  const level = LEVELS.find((name) => WEIGHT[name as ThresholdLevel] >= levelVal);
  return (level ?? 'silent') as ThresholdLevel;
}
