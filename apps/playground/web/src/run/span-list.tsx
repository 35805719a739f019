import { SegmentedControl } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import type { RunView, Span } from '../../../src/contract.js';
import { SearchField } from '../ui/search-field.js';
import type { UrlState } from '../url-state.js';
import { count, milliseconds } from '../../../src/format.js';
import { CallDetail } from './call-detail.js';
import { extentOf, filterSpans, isShown, isWithinCall, type Shown, isCall } from './filter-spans.js';
import { SpanRow } from './span-row.js';

const ROW_HEIGHT = 27;

interface SpanListProps {
  readonly run: RunView;
  readonly spans: readonly Span[];
  readonly url: UrlState;
}

/** Every call, with when it was and how long it took. Only the rows in view are drawn. */
export function SpanList({ run, spans, url }: SpanListProps) {
  const text = url.values.get('text') ?? '';
  const show = shownIn(url.values.get('show'));
  const step = url.values.get('step') ?? undefined;
  const shown = useMemo(() => filterSpans(spans, { text, show, step }), [spans, text, show, step]);
  const extent = useMemo(() => extentOf(shown), [shown]);
  const counts = useMemo(() => {
    const calls = spans.filter(isCall);
    return FILTERS.map(({ value }) => calls.filter((call) => isShown(call, value)).length);
  }, [spans]);
  const call = spans.find((span) => isCall(span) && String(span.i) === url.values.get('call'));
  const parts = useMemo(
    () => (call === undefined ? [] : spans.filter((span) => isWithinCall(span) && span.parent === call.i)),
    [spans, call],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const titles = new Map(run.steps.map(({ name, title }) => [name, title]));
  return (
    <div className={call === undefined ? 'calls' : 'calls calls-split'}>
      <section className="panel spans" aria-label="Calls">
        <div className="row spans-head">
          <SearchField
            className="filter"
            label="Filter the calls"
            placeholder="Filter: key, operation, hit, code…"
            value={text}
            onChange={(text) => url.set({ text })}
          />
          <SegmentedControl
            size="xs"
            aria-label="Which calls to show"
            value={show}
            data={FILTERS.map(({ value, label }, index) => ({
              value,
              label: value === 'all' ? label : `${label} ${count(counts[index] ?? 0)}`,
            }))}
            onChange={(value) => url.set({ show: value === 'all' ? undefined : value })}
          />
          {step !== undefined && (
            <button type="button" className="chip" onClick={() => url.set({ step: undefined })}>
              {titles.get(step) ?? step} <span aria-hidden="true">×</span>
              <span className="visually-hidden">: show all steps</span>
            </button>
          )}
          <span className="spacer" />
          <span className="muted nowrap" role="status">
            {count(shown.length)} of {count(spans.length)}
            {run.dropped > 0 && `, ${count(run.dropped)} not kept`}
          </span>
        </div>
        <div className="span-row span-header" aria-hidden="true">
          <span>Call</span>
          <span className="hide-small">Provider</span>
          <span>Result</span>
          <span className="span-scale">
            <span className="hide-small">{milliseconds(extent.fromUs / 1_000)}</span>
            <span>{milliseconds((extent.fromUs + extent.lengthUs) / 1_000)}</span>
          </span>
        </div>
        <div className="span-scroller" ref={scroller} tabIndex={0} role="group" aria-label="List of the calls">
          <ul style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map(({ index, start }) => {
              const span = shown[index];
              return (
                span && (
                  <li key={span.i} style={{ transform: `translateY(${start}px)`, height: ROW_HEIGHT }}>
                    <SpanRow
                      span={span}
                      extent={extent}
                      title={titles.get(span.op)}
                      selected={call !== undefined && (span === call || (isWithinCall(span) && span.parent === call.i))}
                      onSelect={() => url.set({ call: span === call ? undefined : String(span.i) })}
                    />
                  </li>
                )
              );
            })}
          </ul>
          {shown.length === 0 && (
            <p className="muted empty-list">{spans.length === 0 ? 'No calls yet.' : 'No call matches.'}</p>
          )}
        </div>
      </section>
      {call !== undefined && (
        <CallDetail
          run={run}
          call={call}
          parts={parts}
          onFollow={(correlation) => url.set({ text: correlation, show: undefined, step: undefined })}
          onClose={() => url.set({ call: undefined })}
        />
      )}
    </div>
  );
}

const FILTERS: readonly { readonly value: Shown; readonly label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'errors', label: 'Failed' },
  { value: 'retried', label: 'Retried' },
  { value: 'injected', label: 'Injected' },
];

function shownIn(text: string | null): Shown {
  return FILTERS.find(({ value }) => value === text)?.value ?? 'all';
}
