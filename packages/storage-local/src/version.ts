import type { BigIntStats } from 'node:fs';
import { randomInt } from 'node:crypto';
import type { Clock } from '@infra/core';

/** Which content a file has. Renaming it does not change this; writing another in its place does. */
export interface Version {
  /** Nanoseconds since 1970, as the file system tells them. */
  readonly modified: bigint;
  readonly size: number;
  readonly inode: bigint;
}

export function versionOf(stats: BigIntStats): Version {
  return { modified: stats.mtimeNs, size: Number(stats.size), inode: stats.ino };
}

export function isSameVersion(one: Version, other: Version): boolean {
  return one.modified === other.modified && one.size === other.size && one.inode === other.inode;
}

/** What a version's metadata is filed under. Without the inode: a restored backup has others, and should keep its metadata. */
export function versionId({ modified, size }: Version): string {
  return `${modified}-${size}`;
}

export function etagOf({ modified, size, inode }: Version): string {
  return `${modified.toString(36)}-${size.toString(36)}-${inode.toString(36)}`;
}

export function lastModifiedOf({ modified }: Version): Date {
  return new Date(Number(modified / 1_000_000n));
}

/** Times for new versions, in microseconds since 1970. */
export type Stamps = () => number;

/**
 * Never the same twice, where the clock has only milliseconds and the file system's own ticks are longer still. The digits below
 * the millisecond are drawn, so that another process hardly ever has the same; filing the metadata settles it if it does.
 */
export function createStamps(clock: Clock): Stamps {
  let last = 0;
  return () => {
    last = Math.max(last + 1, clock.now().getTime() * 1_000 + randomInt(500));
    return last;
  };
}

/** A stamp as `utimes` takes it. Half a microsecond on top, because it cuts off what floating point makes a little less. */
export function secondsOf(stamp: number): number {
  return (stamp + 0.5) / 1e6;
}
