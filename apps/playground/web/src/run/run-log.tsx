import { useEffect, useRef } from 'react';
import type { RunView } from '../../../src/contract.js';
import { count } from '../../../src/format.js';
import { useRunLog } from '../api/queries.js';
import { LogLine } from '../ui/log-line.js';
import { Tag } from '../ui/tag.js';

/** What the run has logged, the newest line last and in view; or where its lines are, if not here. */
export function RunLog({ run }: { readonly run: RunView }) {
  const { data } = useRunLog(run.id);
  const scroller = useRef<HTMLDivElement>(null);
  const lines = data?.lines;
  const length = lines?.length ?? 0;
  useEffect(() => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [length]);
  return (
    <section className="panel log" aria-labelledby="log-title">
      <div className="row log-head">
        <h2 id="log-title">Log</h2>
        {data !== undefined && <Tag>{data.provider}</Tag>}
        <span className="spacer" />
        {lines !== undefined && (
          <span className="muted">
            {count(length)} lines
            {data !== undefined && data.earlier > 0 && `, ${count(data.earlier)} earlier ones not shown`}
          </span>
        )}
      </div>
      {data !== undefined && lines === undefined && (
        <p className="muted log-empty">
          The {data.provider} logger writes to the terminal: warnings, or what --log-level says. Apply the memory logger
          in Compose, and the lines of the next run are here.
        </p>
      )}
      {lines !== undefined && (
        <div className="log-lines" ref={scroller} tabIndex={0} role="log" aria-label="Lines of the run">
          {length === 0 && <p className="muted log-empty">Nothing has been logged.</p>}
          <ol>
            {lines.map((line, index) => (
              <LogLine key={index} line={line} />
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}
