import {
  err,
  InfraError,
  ok,
  type Context,
  type InfraErrorJson,
  type JobBackoff,
  type JobFailure,
  type Result,
} from '@infra/core';
import { DEFAULT_BACKOFF } from '@internal/handler-rules';
import { NO_CONTEXT, type JobRecord } from '@internal/queue-rules';
import { deserialize, isPlain, serialize } from '@internal/serialization';
import { errors } from './errors.js';

/** A value as BullMQ keeps it: as it is where JSON keeps it exactly, so that other tools can read it; else as extended text. */
export type Packed = { readonly p: unknown } | { readonly x: string };

/** What BullMQ has as a job's data. What is by default is left out. */
export type Envelope = Packed & {
  /** Context of whoever added it. */
  readonly c?: Context;
  readonly b?: JobBackoff;
  /** The time-out of an attempt. */
  readonly t?: number;
  readonly d?: string;
};

/** The value, packed; or why it is refused. */
export function pack(value: unknown): Result<Packed, string> {
  const plain = isPlain(value);
  if (!plain.ok) return plain;
  if (plain.value) return ok({ p: value });
  const text = serialize(value);
  return text.ok ? ok({ x: text.value }) : text;
}

/** The value of what `pack` made; or why it is none of that. */
export function unpack(packed: unknown): Result<unknown, string> {
  if (typeof packed !== 'object' || packed === null) return err('it was not written by this adapter');
  if ('p' in packed) return ok(packed.p);
  if (!('x' in packed) || typeof packed.x !== 'string') return err('it was not written by this adapter');
  const value = deserialize(packed.x);
  return value.ok ? value : err(value.error instanceof Error ? value.error.message : 'it cannot be read');
}

export function envelopeOf({ packed, options, context }: JobRecord): Envelope {
  const { backoff, timeoutMs, dedupeId } = options;
  const hasContext = context !== NO_CONTEXT && Object.keys(context).length > 0;
  // Mostly there is nothing to say: then the packed payload is all.
  if (!hasContext && backoff === DEFAULT_BACKOFF && timeoutMs === undefined && dedupeId === undefined) {
    return packed as Packed;
  }
  return {
    ...(packed as Packed),
    ...(hasContext && { c: context }),
    ...(backoff !== DEFAULT_BACKOFF && { b: backoff }),
    ...(timeoutMs !== undefined && { t: timeoutMs }),
    ...(dedupeId !== undefined && { d: dedupeId }),
  };
}

/** How an attempt ended, thrown for BullMQ, which keeps `stack` with the job: it is where the history of a job is. */
export class AttemptFailed extends Error {
  readonly failure: InfraError;

  constructor(failure: InfraError, run: number, at: Date, isPermanent: boolean) {
    super(failure.message);
    // By this name BullMQ knows that there is no other attempt.
    this.name = isPermanent ? 'UnrecoverableError' : 'AttemptFailed';
    this.failure = failure;
    this.stack = textOf(run, at, failure);
  }
}

function textOf(run: number, at: Date, failure: InfraError): string {
  const written = { run, at: at.toISOString(), error: failure.toJSON() };
  try {
    return JSON.stringify(written);
  } catch {
    const { details: _, ...error } = written.error;
    return JSON.stringify({ ...written, error });
  }
}

/** The history of a job, out of what BullMQ has as its stack traces; those that are none of ours are left out. */
export function failuresOf(traces: readonly string[] | null | undefined): readonly JobFailure[] {
  return (traces ?? []).flatMap((trace) => {
    if (!trace.startsWith('{"run":')) return [];
    try {
      const { run, at, error } = JSON.parse(trace) as { run: number; at: string; error: InfraErrorJson };
      return [{ run, at: new Date(at), error }];
    } catch {
      return [];
    }
  });
}

/** Why a job is dead: its last failure, or what BullMQ says where that is not what ended it. */
export function reasonOf(
  name: string,
  failedReason: string,
  failures: readonly JobFailure[],
  crashes: number,
): InfraErrorJson {
  const last = failures.at(-1)?.error;
  if (last?.message === failedReason) return last;
  if (failedReason.includes('stalled')) return errors.crashed(name, crashes).toJSON();
  return InfraError.from(failedReason, 'bullmq', 'queue.process').toJSON();
}
