import { isUnsyncable, keptError } from './errors.js';

type Done = (cause?: unknown) => void;

/** More than two are needed only while lines keep coming, and those need not be waited for. */
const MAX_ROUNDS = 4;

/**
 * Calls back when a stream has passed on what it was given so far. Each kind of stream that pino writes to has its own way,
 * and its own way of answering too early.
 */
export function flushStream(stream: object, done: Done): void {
  if (typeof Reflect.get(stream, 'writableLength') === 'number') flushNodeStream(stream, done);
  else if (typeof Reflect.get(stream, 'worker') === 'object') flushTransport(stream, done);
  else if (Array.isArray(Reflect.get(stream, 'streams'))) flushAll(Reflect.get(stream, 'streams') as unknown[], done);
  else flushBuffered(stream, done, MAX_ROUNDS);
}

/** Without a `flush` everything has left already: a stream need not have more than `write`. */
function callFlush(stream: object, done: Done): void {
  const answer: Done = (cause) => {
    done(isUnsyncable(cause) ? undefined : cause);
  };
  if (!call(stream, 'flush', answer)) answer();
}

/** A Writable calls back for an empty piece when all before it are through. */
function flushNodeStream(stream: object, done: Done): void {
  if (Reflect.get(stream, 'writableLength') === 0) done();
  else call(stream, 'write', '', done);
}

/**
 * SonicBoom with a buffer answers a flush after the write that is under way, though lines may have come since: then it is
 * asked again. Without a buffer it answers at once, though a write may be under way: then `drain` follows.
 */
function flushBuffered(stream: object, done: Done, rounds: number): void {
  const waiting = (): boolean => Number(Reflect.get(stream, '_len')) > 0;
  const isAsync = Reflect.get(stream, 'sync') === false;
  if (isAsync && waiting() && Reflect.get(stream, 'minLength') === 0) {
    afterDrain(stream, done);
    return;
  }
  callFlush(stream, (cause) => {
    if (cause !== undefined || !waiting()) done(cause);
    else if (rounds > 1) flushBuffered(stream, done, rounds - 1);
    // What a synchronous one still has, it could not write.
    else done(isAsync ? undefined : keptError());
  });
}

function afterDrain(stream: object, done: Done): void {
  const settle = (cause?: unknown): void => {
    for (const [event, listener] of listeners) call(stream, 'off', event, listener);
    done(cause);
  };
  const listeners: readonly (readonly [string, Done])[] = [
    ['drain', () => settle()],
    ['close', () => settle()],
    ['error', settle],
  ];
  for (const [event, listener] of listeners) call(stream, 'on', event, listener);
}

/**
 * The thread of thread-stream 3 (pino 9) is asked for what it has been sent, and what still waits here is not sent by
 * asking: `flushSync` does that. Since 4 `flush` covers both, and what the thread does with it.
 */
function flushTransport(stream: object, done: Done): void {
  if (Reflect.get(stream, 'ready') !== true && Reflect.get(stream, 'destroyed') !== true) {
    let answered = false;
    const proceed = (): void => {
      if (answered) return;
      answered = true;
      flushTransport(stream, done);
    };
    call(stream, 'once', 'ready', proceed);
    call(stream, 'once', 'close', proceed);
    return;
  }
  const asksThread = String(Reflect.get(stream, 'flush')).includes('requestWorkerFlush');
  if (!asksThread) call(stream, 'flushSync');
  callFlush(stream, done);
}

function flushAll(entries: readonly unknown[], done: Done): void {
  const streams = entries.flatMap((entry) => {
    const stream: unknown = Reflect.get(Object(entry) as object, 'stream');
    return typeof stream === 'object' && stream !== null ? [stream] : [];
  });
  let left = streams.length;
  let failure: unknown;
  if (left === 0) done();
  for (const stream of streams) {
    flushStream(stream, (cause) => {
      failure ??= cause;
      left -= 1;
      if (left === 0) done(failure);
    });
  }
}

/** Calls a method by its name, where there is one. */
export function call(target: object, method: string, ...args: readonly unknown[]): boolean {
  const member: unknown = Reflect.get(target, method);
  if (typeof member !== 'function') return false;
  Reflect.apply(member, target, args);
  return true;
}
