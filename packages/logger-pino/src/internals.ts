import type { DestinationStream, Logger as NativeLogger } from 'pino';
import { validationError } from './errors.js';

/**
 * What pino keeps under symbols, read by their description: each copy of pino has symbols of its own, and a logger that is
 * given may come from any copy. Descriptions are the same in 9 and 10; a logger that lacks one is refused when it is given.
 */
export interface Internals {
  readonly stream: DestinationStream;
  /** `,"pid":1,"hostname":"h"`: the bindings as they are written. */
  readonly bindings: string;
  readonly serializers: Readonly<Record<string, unknown>>;
  /** Whether pino does nothing with the fields but write them: no mixin, formatter, hook, redaction or key of its own. */
  readonly isPlain: boolean;
  /** Names of the parts of a line: `level`, `time` and `msg` unless options say otherwise. */
  readonly partNames: readonly string[];
}

/** What a logger of ours has in place of what its parent has. */
export interface Replacements {
  readonly stream?: DestinationStream;
  readonly bindings?: string;
}

export function readInternals(logger: NativeLogger): Internals {
  const stream = valueOf(logger, 'pino.stream');
  const bindings = valueOf(logger, 'pino.chindings');
  const messageKey = valueOf(logger, 'pino.messageKey');
  if (!isStream(stream) || typeof bindings !== 'string' || typeof messageKey !== 'string') {
    throw validationError('logger.create', 'the option logger is no logger of pino 9 or 10');
  }
  const time = valueOf(logger, 'pino.time');
  const levels = valueOf(logger, 'pino.lsCache');
  return {
    stream,
    bindings,
    serializers: Object(valueOf(logger, 'pino.serializers')) as Readonly<Record<string, unknown>>,
    isPlain: isPlainLogger(logger, stream),
    partNames: [
      ...namesIn(`${String(Reflect.get(Object(levels) as object, '30'))}}`),
      ...(typeof time === 'function' ? namesIn(`{${String(Reflect.apply(time, logger, [])).slice(1)}}`) : []),
      messageKey,
    ],
  };
}

/**
 * A child that writes whatever it is called with: filtering, serializers and redaction come before it. What it inherits by
 * key has no prototype, for pino would take `toString` there for one of its functions.
 */
export function createWriter(logger: NativeLogger, replacements: Replacements = {}): NativeLogger {
  const writer = logger.child({}, { level: 'trace' });
  const stringifiers = Object.assign(Object.create(null) as object, valueOf(logger, 'pino.stringifiers'));
  replace(writer, 'pino.stringifiers', stringifiers);
  replace(writer, 'pino.serializers', Object.create(null));
  if (replacements.stream !== undefined) replace(writer, 'pino.stream', replacements.stream);
  if (replacements.bindings !== undefined) replace(writer, 'pino.chindings', replacements.bindings);
  return writer;
}

/** Sets the bindings of a writer, as they are written, for the lines to come. */
export function createBindingsSetter(writer: NativeLogger): (bindings: string) => void {
  const symbol = symbolOf(writer, 'pino.chindings') ?? Symbol('pino.chindings');
  const own = Object(writer) as Record<symbol, string>;
  return (bindings) => {
    own[symbol] = bindings;
  };
}

function isPlainLogger(logger: NativeLogger, stream: DestinationStream): boolean {
  const formatters = Object(valueOf(logger, 'pino.formatters')) as object;
  const hooks = Object(valueOf(logger, 'pino.hooks')) as object;
  const stringifiers = Object(valueOf(logger, 'pino.stringifiers')) as object;
  return (
    !valueOf(logger, 'pino.mixin') &&
    !valueOf(logger, 'pino.nestedKey') &&
    !Reflect.get(formatters, 'log') &&
    !Reflect.get(hooks, 'logMethod') &&
    Reflect.ownKeys(stringifiers).length === 0 &&
    Reflect.get(stream, Symbol.for('pino.metadata')) !== true
  );
}

function symbolOf(logger: object, description: string): symbol | undefined {
  for (let owner: unknown = logger; typeof owner === 'object' && owner !== null; owner = Object.getPrototypeOf(owner)) {
    const found = Object.getOwnPropertySymbols(owner).find((symbol) => symbol.description === description);
    if (found !== undefined) return found;
  }
  return undefined;
}

function valueOf(logger: object, description: string): unknown {
  const symbol = symbolOf(logger, description);
  return symbol === undefined ? undefined : Reflect.get(logger, symbol);
}

function replace(logger: object, description: string, value: unknown): void {
  const symbol = symbolOf(logger, description);
  if (symbol !== undefined) Object.defineProperty(logger, symbol, { value, writable: true, configurable: true });
}

function isStream(value: unknown): value is DestinationStream {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'write') === 'function';
}

/** The keys of a piece of a line. A piece that is no JSON has none. */
function namesIn(json: string): readonly string[] {
  try {
    return Object.keys(Object(JSON.parse(json)) as object);
  } catch {
    return [];
  }
}
