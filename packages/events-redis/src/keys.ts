import { namespacePath } from '@internal/names';

/** The names of a group's own keys. */
export interface GroupKeys {
  /** The consumer group of the stream. */
  readonly name: string;
  /** Sorted set: deliveries that wait outside the stream, by when they fall due. */
  readonly due: string;
  /** Sorted set: deliveries of those that somebody handles, by when they count as lost. */
  readonly leased: string;
  /** Hash: what those deliveries are. */
  readonly parked: string;
  /** Hash: which delivery each event key is busy with. */
  readonly busy: string;
  /** Sorted set: deliveries that wait for others of their event key, by key and then by place in the stream. */
  readonly held: string;
  /** Sorted set: who takes events for the group, by when they count as gone. */
  readonly members: string;
}

export interface Keys {
  readonly stream: string;
  /** Hash: the last entry of each event key, as long as some group may not be done with it. */
  readonly last: string;
  /** Sorted set: those event keys, by the time of that entry. */
  readonly lastAt: string;
  /** Sorted set and hash: the dead letters, in the order in which they died. */
  readonly letters: string;
  readonly letterData: string;
  readonly letterCount: string;
  id(id: string): string;
  group(group: string, pattern: string): GroupKeys;
  groupNamed(name: string): GroupKeys;
}

/** All keys of a namespace have one hash tag, so that they are in one slot of a cluster: scripts reach them all. */
export function keysOf(namespace: string): Keys {
  const base = `{${namespacePath('', namespace).replaceAll(/[{}]/g, (brace) => (brace === '{' ? '%7b' : '%7d'))}}`;
  const groupNamed = (name: string): GroupKeys => ({
    name,
    due: `${base}due:${name}`,
    leased: `${base}leased:${name}`,
    parked: `${base}parked:${name}`,
    busy: `${base}busy:${name}`,
    held: `${base}held:${name}`,
    members: `${base}members:${name}`,
  });
  return {
    stream: `${base}stream`,
    last: `${base}last`,
    lastAt: `${base}last-at`,
    letters: `${base}letters`,
    letterData: `${base}letter-data`,
    letterCount: `${base}letter-count`,
    id: (id) => `${base}id:${id}`,
    group: (group, pattern) => groupNamed(JSON.stringify([group, pattern])),
    groupNamed,
  };
}

/** The group and the pattern of a consumer group; undefined for one that is not ours. */
export function partsOf(name: string): readonly [string, string] | undefined {
  try {
    const parts: unknown = JSON.parse(name);
    if (!Array.isArray(parts) || parts.length !== 2) return undefined;
    const [group, pattern] = parts as readonly unknown[];
    return typeof group === 'string' && typeof pattern === 'string' ? [group, pattern] : undefined;
  } catch {
    return undefined;
  }
}
