import { SegmentedControl } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { count } from '../../../src/format.js';
import { useLogTail, type TailEntry } from '../api/log-store.js';
import { LogLine } from '../ui/log-line.js';
import { SearchField } from '../ui/search-field.js';
import type { UrlState } from '../url-state.js';
import { LEVELS, levelIn, shownEntries } from './log-filter.js';

/** More than fits. */
const SHOWN = 200;

/** The latest lines of the whole process, the newest last and in view. While it is paused, nothing moves. */
export function LogTailPanel({ url, paused }: { readonly url: UrlState; readonly paused: boolean }) {
  const { data: live = [] } = useLogTail();
  const [frozen, setFrozen] = useState<readonly TailEntry[]>();
  if (paused && frozen === undefined) setFrozen(live);
  if (!paused && frozen !== undefined) setFrozen(undefined);
  const level = levelIn(url.values.get('level'));
  const find = url.values.get('find') ?? '';
  const shown = shownEntries(frozen ?? live, level, find).slice(-SHOWN);
  const scroller = useRef<HTMLDivElement>(null);
  const last = shown.at(-1);
  useEffect(() => {
    if (!paused) scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [last, paused]);
  return (
    <section className="panel log" aria-labelledby="tail-title">
      <div className="row log-head">
        <h2 id="tail-title">Log</h2>
        <SegmentedControl
          size="xs"
          aria-label="The lightest level to show"
          value={level}
          data={LEVELS.map((name) => ({ value: name, label: name === 'error' ? name : `${name}+` }))}
          onChange={(value) => url.set({ level: value === 'info' ? undefined : value })}
        />
        <SearchField
          className="tail-find"
          label="Filter the lines"
          placeholder="Run, text, field…"
          value={find}
          onChange={(find) => url.set({ find })}
        />
      </div>
      <div
        className="log-lines tail"
        ref={scroller}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label="Lines of the process"
      >
        {shown.length === 0 && (
          <p className="muted log-empty">
            {live.length === 0 ? 'Nothing has been logged.' : 'No line matches; debug+ shows single calls.'}
          </p>
        )}
        <ol>
          {shown.map((entry, index) =>
            'gap' in entry ? (
              <li key={index} className="log-gap muted">
                {count(entry.gap)} lines dropped
              </li>
            ) : (
              <LogLine key={index} line={entry.line} />
            ),
          )}
        </ol>
      </div>
    </section>
  );
}
