import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import type { FilesView, FileView, LinkView } from '../../../src/contract.js';
import { ask, request } from '../api/client.js';
import { queryClient } from '../api/queries.js';

const ALL = ['files'] as const;

/** The files whose keys begin with `prefix`, page by page. Another composition has others. */
export function useFiles(composition: string, prefix: string) {
  return useInfiniteQuery({
    queryKey: [...ALL, composition, prefix],
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams({ prefix, ...(pageParam !== undefined && { cursor: pageParam }) });
      return request<FilesView>('GET', `/storage?${query.toString()}`);
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // Runs write files as well: what was seen on an earlier visit may be old.
    staleTime: 0,
    placeholderData: (before) => before,
  });
}

export function refreshFiles(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ALL });
}

export interface Upload {
  readonly key: string;
  readonly file: File;
  /** Whether a file that is there already may go. */
  readonly replace: boolean;
}

export function useUpload() {
  return useMutation({
    mutationFn: async ({ key, file, replace }: Upload) => {
      const headers = replace ? {} : { 'if-none-match': '*' };
      const response = await ask(pathOf(key), { method: 'PUT', headers, body: file });
      return (await response.json()) as FileView;
    },
    onSettled: refreshFiles,
  });
}

export function useDelete() {
  return useMutation({
    mutationFn: (key: string) => ask(pathOf(key), { method: 'DELETE' }),
    onSettled: refreshFiles,
  });
}

export function useLink() {
  return useMutation({ mutationFn: (key: string) => request<LinkView>('POST', '/storage/links', { key }) });
}

/** Where a file is saved from. */
export function downloadOf(key: string): string {
  return `/api${pathOf(key)}`;
}

function pathOf(key: string): string {
  return `/storage/file?${new URLSearchParams({ key }).toString()}`;
}
