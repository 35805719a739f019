import type { Context, EventFailure } from '@infra/core';
import type { EventRecord } from '@internal/event-rules';
import { deserialize } from '@internal/serialization';

/** An event as the stream has it: three texts, and its key if it has one. */
export interface WireEvent {
  readonly type: string;
  readonly meta: string;
  readonly data: string;
  readonly key?: string;
}

/** What is kept of a delivery that left the stream. */
export interface ParkedDelivery {
  readonly wire: WireEvent;
  readonly runs: number;
  readonly failed: number;
  readonly crashes: number;
  readonly failures: readonly EventFailure[];
}

interface Meta {
  readonly id: string;
  readonly source: string;
  readonly time: number;
  readonly subject?: string;
  readonly traceparent?: string;
  readonly context?: Context;
}

/** The packed data of a record are their text. */
export function wireOf(record: EventRecord): WireEvent {
  const { id, source, type, timeMs, subject, key, traceparent, context, packed } = record;
  const hasContext = Object.keys(context).length > 0;
  const meta: Meta = {
    id,
    source,
    time: timeMs,
    ...(subject !== undefined && { subject }),
    ...(traceparent !== undefined && { traceparent }),
    ...(hasContext && { context }),
  };
  return { type, meta: JSON.stringify(meta), data: String(packed), ...(key !== undefined && { key }) };
}

/** The record and a copy of its data. Throws for what is no event. */
export function readWire(wire: WireEvent): { readonly record: EventRecord; readonly data: unknown } {
  const { type, meta, data, key } = wire;
  const { id, source, time, subject, traceparent, context = {} } = JSON.parse(meta) as Meta;
  if (typeof id !== 'string' || typeof source !== 'string' || typeof time !== 'number' || type === '') {
    throw new TypeError('the attributes are not those of an event');
  }
  const read = deserialize(data);
  if (!read.ok) throw read.error;
  const record = { id, source, type, timeMs: time, subject, key, traceparent, packed: data, context };
  return { record: { ...record, isNamed: false }, data: read.value };
}

/** The fields of an entry, whatever they are: what is missing is empty, and then no event. */
export function fieldsOf(fields: unknown): { readonly wire: WireEvent; readonly before: string | undefined } {
  const found: Record<string, string> = {};
  if (Array.isArray(fields)) {
    for (let index = 0; index + 1 < fields.length; index += 2) found[String(fields[index])] = String(fields[index + 1]);
  }
  const { t: type = '', e: meta = '', d: data = '', k: key = '', p: before = '' } = found;
  return {
    wire: key === '' ? { type, meta, data } : { type, meta, data, key },
    before: /^\d+-\d+$/.test(before) ? before : undefined,
  };
}

export function parkedText(delivery: ParkedDelivery): string {
  return JSON.stringify(delivery);
}

const UNREADABLE: ParkedDelivery = {
  wire: { type: '', meta: '', data: '' },
  runs: 0,
  failed: 0,
  crashes: 0,
  failures: [],
};

/** Reads what `parkedText` wrote: failures get their dates back. What cannot be read has no event either. */
export function readParked(text: string): ParkedDelivery {
  try {
    const parked = JSON.parse(text) as ParkedDelivery;
    return { ...parked, failures: withDates(parked.failures) };
  } catch {
    return UNREADABLE;
  }
}

export function withDates(failures: readonly EventFailure[]): readonly EventFailure[] {
  return failures.map(({ at, ...failure }) => ({ ...failure, at: new Date(at) }));
}
