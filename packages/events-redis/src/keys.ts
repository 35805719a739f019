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
  /** Sorted set: who takes events for the group, by when they count as gone. */
  readonly members: string;
}

export interface Keys {
  readonly stream: string;
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
    members: `${base}members:${name}`,
  });
  return {
    stream: `${base}stream`,
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
