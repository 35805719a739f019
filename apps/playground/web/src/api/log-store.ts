import { useQuery } from '@tanstack/react-query';
import type { LogLineView, LogTail } from '../../../src/contract.js';
import { request } from './client.js';
import { keys, queryClient } from './queries.js';

/** More than a person reads. */
const LINES = 500;

/** A line, or how many are missing between its neighbours. */
export type TailEntry = { readonly line: LogLineView } | { readonly gap: number };

export function useLogTail() {
  return useQuery({
    queryKey: keys.tail,
    queryFn: async () => tailOf(await request<LogTail>('GET', '/log')),
  });
}

export function rememberLines(log: LogTail): void {
  queryClient.setQueryData<readonly TailEntry[]>(
    keys.tail,
    (known) => known && [...known, ...tailOf(log)].slice(-LINES),
  );
}

export function tailOf({ lines, gap }: LogTail): readonly TailEntry[] {
  return [...(gap > 0 ? [{ gap }] : []), ...lines.map((line) => ({ line }))];
}
