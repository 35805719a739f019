import type { Context, EventFailure } from '@infra/core';
import type { EventRecord } from '@internal/event-rules';
import { deserialize } from '@internal/serialization';

/**
 * An event as the stream has it: a text of three lines (its type as JSON, its attributes as JSON, its data), and its key if it has one. One
 * text costs less to send and to read than three.
 */
export interface WireEvent {
  readonly text: string;
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

export function wireOf(record: EventRecord): WireEvent {
  const text = textOf(record);
  return record.key === undefined ? { text } : { text, key: record.key };
}

/** Put together by hand: an object for each event would cost more than its text. The packed data are a text. */
export function textOf({ id, source, type, timeMs, subject, traceparent, context, packed }: EventRecord): string {
  let text = `${JSON.stringify(type)}\n{"id":${JSON.stringify(id)},"source":${JSON.stringify(source)},"time":${String(timeMs)}`;
  if (subject !== undefined) text += `,"subject":${JSON.stringify(subject)}`;
  if (traceparent !== undefined) text += `,"traceparent":${JSON.stringify(traceparent)}`;
  if (Object.keys(context).length > 0) text += `,"context":${JSON.stringify(context)}`;
  return `${text}}\n${String(packed)}`;
}

/** The type of an event; empty for what is none. */
export function typeOf({ text }: WireEvent): string {
  try {
    const type: unknown = JSON.parse(text.slice(0, text.indexOf('\n')));
    return typeof type === 'string' ? type : '';
  } catch {
    return '';
  }
}

/** The record and a copy of its data. Throws for what is no event. */
export function readWire(wire: WireEvent): { readonly record: EventRecord; readonly data: unknown } {
  const { text, key } = wire;
  const type = typeOf(wire);
  const begin = text.indexOf('\n') + 1;
  const end = text.indexOf('\n', begin);
  const { id, source, time, subject, traceparent, context = {} } = JSON.parse(text.slice(begin, end)) as Meta;
  if (typeof id !== 'string' || typeof source !== 'string' || typeof time !== 'number' || type === '') {
    throw new TypeError('the attributes are not those of an event');
  }
  const packed = text.slice(end + 1);
  const read = deserialize(packed);
  if (!read.ok) throw read.error;
  const record = { id, source, type, timeMs: time, subject, key, traceparent, packed, context };
  return { record: { ...record, isNamed: false }, data: read.value };
}

/** The fields of an entry, whatever they are: what is missing is empty, and then no event. */
export function fieldsOf(fields: unknown): { readonly wire: WireEvent; readonly before: string | undefined } {
  let [text, key, before] = ['', '', ''];
  if (Array.isArray(fields)) {
    for (let index = 0; index + 1 < fields.length; index += 2) {
      const value = String(fields[index + 1]);
      if (fields[index] === 'e') text = value;
      else if (fields[index] === 'k') key = value;
      else if (fields[index] === 'p') before = value;
    }
  }
  return {
    wire: key === '' ? { text } : { text, key },
    before: /^\d+-\d+$/.test(before) ? before : undefined,
  };
}

export function parkedText(delivery: ParkedDelivery): string {
  return JSON.stringify(delivery);
}

const UNREADABLE: ParkedDelivery = {
  wire: { text: '' },
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
