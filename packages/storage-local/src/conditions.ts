import type { ObjectInfo } from '@infra/core';

/** Whether the client has this version already (RFC 9110, 13.1.2 and 13.1.3). */
export function isNotModified(headers: Headers, { etag, lastModified }: ObjectInfo): boolean {
  const tags = headers.get('if-none-match');
  if (tags !== null) return tags.trim() === '*' || tagsOf(tags).includes(`"${etag}"`);
  const since = Date.parse(headers.get('if-modified-since') ?? '');
  return !Number.isNaN(since) && seconds(lastModified) <= since;
}

function tagsOf(list: string): readonly string[] {
  return list.match(/"[^"]*"/g) ?? [];
}

/** HTTP dates have whole seconds. */
function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1_000) * 1_000;
}

/** Bytes of an object: at least one. */
export interface Part {
  readonly offset: number;
  readonly length: number;
}

/** A part of the object, or `unsatisfiable`; undefined for all of it: several ranges, and what is no range, count as none. */
export function rangeOf(headers: Headers, info: ObjectInfo): Part | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(headers.get('range')?.trim() ?? '');
  if (match === null || !isSameAsBefore(headers.get('if-range'), info)) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  const { size } = info;
  const offset = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  return offset < end ? { offset, length: end - offset } : 'unsatisfiable';
}

/** A client that continues a download wants the rest of the same version only. */
function isSameAsBefore(condition: string | null, { etag, lastModified }: ObjectInfo): boolean {
  if (condition === null) return true;
  return condition.includes('"') ? condition === `"${etag}"` : Date.parse(condition) === seconds(lastModified);
}
