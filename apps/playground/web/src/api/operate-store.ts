import { useQuery } from '@tanstack/react-query';
import type { Happening, OperateTick, OperateView } from '../../../src/contract.js';
import { request } from './client.js';
import { keys, queryClient } from './queries.js';

/** As many as the server remembers: the page shows no more. */
const TICKS = 900;
const HAPPENINGS = 100;

export function useOperate() {
  return useQuery({ queryKey: keys.operate, queryFn: () => request<OperateView>('GET', '/operate') });
}

export function rememberTick(tick: OperateTick): void {
  change((view) => {
    // What an answer had already is told again after it.
    const isKnown = view.ticks.some(({ at }) => at >= tick.at);
    return isKnown ? view : { ...view, ticks: [...view.ticks, tick].slice(-TICKS) };
  });
}

export function rememberHappening(happening: Happening): void {
  change((view) => {
    const isKnown = view.happenings.some(({ at, text }) => at === happening.at && text === happening.text);
    return isKnown ? view : { ...view, happenings: [...view.happenings, happening].slice(-HAPPENINGS) };
  });
}

function change(next: (view: OperateView) => OperateView): void {
  queryClient.setQueryData<OperateView>(keys.operate, (view) => view && next(view));
}
