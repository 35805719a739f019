import { Link, useSearch } from 'wouter';
import { count } from '../../../src/format.js';
import { useWork } from '../api/work.js';
import { Failure } from '../ui/failure.js';
import { Loading } from '../ui/loading.js';
import { Tag } from '../ui/tag.js';
import { HandlerFaults } from './handler-faults.js';
import { Problem } from './problem.js';

/** The groups of the bus that is in use: who is behind, who fails, who is there. */
export default function StreamsView() {
  const work = useWork();
  const search = useSearch();
  if (work.error !== null) return <Failure title="The bus could not be looked at" error={work.error} />;
  if (work.data === undefined) return <Loading what="the groups" />;
  const { provider, groups, dead, isMore, problem } = work.data.streams;
  const letters = new URLSearchParams(search);
  letters.set('view', 'letters');
  return (
    <div className="operate-grid">
      <section className="panel" aria-labelledby="streams-title">
        <div className="row table-head">
          <h2 id="streams-title">Groups on {provider}</h2>
          <span className="muted">Every group gets every event of its pattern; of its members one gets each.</span>
          <span className="spacer" />
          {dead > 0 && (
            <Link className="link" href={`/operate?${letters}`} replace>
              {count(dead)}
              {isMore && '+'} dead letters
            </Link>
          )}
        </div>
        <Problem title="The bus cannot be asked" problem={problem} />
        {groups.length === 0 && problem === undefined && <p className="muted files-note">Nobody has subscribed.</p>}
        {groups.length > 0 && (
          <div className="scroll-x" tabIndex={0} role="group" aria-label="Table of the groups">
            <table>
              <thead>
                <tr>
                  <th scope="col">Group</th>
                  <th scope="col">Pattern</th>
                  {['Waiting', 'Active', 'Failed', 'Members'].map((head) => (
                    <th key={head} scope="col" className="number">
                      {head}
                    </th>
                  ))}
                  <th scope="col" className="hide-small">
                    State
                  </th>
                </tr>
              </thead>
              <tbody>
                {groups.map(({ group, pattern, waiting, active, failed, members }) => (
                  <tr key={`${group} ${pattern}`}>
                    <th scope="row" className="mono">
                      {group}
                    </th>
                    <td className="mono muted">{pattern}</td>
                    <td className="number">{count(waiting)}</td>
                    <td className="number">{count(active)}</td>
                    <td className={failed > 0 ? 'number bad' : 'number'}>{count(failed)}</td>
                    <td className="number">{count(members)}</td>
                    <td className="hide-small">
                      <GroupState waiting={waiting} failed={failed} members={members} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      <HandlerFaults port="events" title="Handlers of events" />
    </div>
  );
}

interface GroupStateProps {
  readonly waiting: number;
  readonly failed: number;
  readonly members: number;
}

function GroupState({ waiting, failed, members }: GroupStateProps) {
  if (members === 0) return <Tag tone="bad">nobody is there</Tag>;
  if (failed > 0) return <Tag tone="warn">tries again</Tag>;
  return waiting > 0 ? <Tag tone="accent">behind</Tag> : <Tag tone="good">up to date</Tag>;
}
