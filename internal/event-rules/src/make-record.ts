import {
  err,
  ok,
  type AsyncResult,
  type Clock,
  type Context,
  type ContextCarrier,
  type PublishOptions,
  type Result,
} from '@infra/core';
import { validate, type Schemas } from '@internal/handler-rules';
import { uuidv7 } from '@internal/ids';
import { nameProblem } from '@internal/names';
import { parseTraceparent } from '@internal/trace-context';
import type { EventDriver } from './driver.js';
import type { EventErrors } from './errors.js';
import type { EventRecord } from './event-of.js';
import { typeProblem } from './pattern.js';

export interface RecordSource {
  readonly source: string;
  readonly schemas: Schemas;
  readonly clock: Clock;
  readonly context: ContextCarrier | undefined;
}

/** What an event is made of beside its type and data. */
export interface Particulars extends Omit<PublishOptions, 'signal'> {
  readonly key?: string | undefined;
  /** Instead of what the carrier captures. */
  readonly context?: Context | undefined;
}

/** Only an asynchronous schema makes it a promise. */
export type MakeRecord = (
  operation: string,
  type: string,
  data: unknown,
  particulars: Particulars,
) => Result<EventRecord> | AsyncResult<EventRecord>;

/** As much of a driver as it takes. */
export interface RecordDriver extends Pick<EventDriver, 'pack'> {
  readonly errors: Pick<EventErrors, 'invalid'>;
}

const NO_CONTEXT: Context = Object.freeze({});

/** Makes records of events: checks names, options and data. */
export function createMakeRecord(driver: RecordDriver, options: RecordSource): MakeRecord {
  const { errors } = driver;
  const { source, schemas, clock, context: carrier } = options;

  function pack(operation: string, type: string, data: unknown, given: Particulars): Result<EventRecord> {
    const packed = driver.pack(data);
    if (!packed.ok) {
      return err(errors.invalid(operation, `The data of ${type} cannot be stored: ${packed.error}.`));
    }
    const nowMs = clock.now().getTime();
    const context = given.context ?? carrier?.capture() ?? NO_CONTEXT;
    return ok({
      id: given.id ?? uuidv7(nowMs),
      source,
      type,
      timeMs: given.time === undefined ? nowMs : given.time.getTime(),
      subject: given.subject,
      key: given.key,
      traceparent: given.traceparent ?? traceOf(context),
      packed: packed.value,
      context,
      isNamed: given.id !== undefined,
    });
  }

  return (operation, type, data, given) => {
    const problem = typeProblem(type) ?? particularsProblem(given);
    if (problem !== undefined) return err(errors.invalid(operation, problem));
    const schema = schemas.get(type);
    if (schema === undefined) return pack(operation, type, data, given);
    const judgement = {
      noun: 'data',
      name: type,
      invalid: (reason: string, details?: Readonly<Record<string, unknown>>) =>
        errors.invalid(operation, reason, details),
    };
    const valid = validate(schema, data, judgement);
    const packed = (judged: Result<unknown>): Result<EventRecord> =>
      judged.ok ? pack(operation, type, judged.value, given) : judged;
    return valid instanceof Promise ? valid.then(packed) : packed(valid);
  };
}

/** A context that was carried here may hold anything: what is no trace is left out. */
function traceOf({ traceparent }: Context): string | undefined {
  return traceparent === undefined || parseTraceparent(traceparent) === undefined ? undefined : traceparent;
}

function particularsProblem({ id, subject, time, traceparent, key }: Particulars): string | undefined {
  return (
    (id === undefined ? undefined : nameProblem('event id', id)) ??
    (subject === undefined || (typeof subject === 'string' && subject !== '')
      ? undefined
      : 'subject must be a text that is not empty.') ??
    (time === undefined || (time instanceof Date && !Number.isNaN(time.getTime()))
      ? undefined
      : 'time must be a valid Date.') ??
    (traceparent === undefined || parseTraceparent(traceparent) !== undefined
      ? undefined
      : 'traceparent must be one of W3C Trace Context, such as 00-…-…-01.') ??
    (key === undefined ? undefined : nameProblem('event key', key))
  );
}
