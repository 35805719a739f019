import type { ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { Activity, Blocks, Copy, FolderOpen, Play, Zap } from 'lucide-react';
import { useFaults } from '../api/faults.js';
import { useOperate } from '../api/operate-store.js';
import { openBreakers } from '../operate/series.js';
import { useConnected } from '../api/live.js';
import { useRun } from '../use-run.js';
import { useWorkbench } from '../use-workbench.js';
import { Tag } from '../ui/tag.js';
import { Header } from './header.js';

/** What is always there: the header, the areas, and whether the server is. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { bench } = useWorkbench();
  const running = useRun(bench);
  const connected = useConnected();
  const { data: faults = [] } = useFaults();
  const { data: operate } = useOperate();
  const open = openBreakers(operate?.ticks ?? []).length;
  const { active } = running;
  const progress =
    active === undefined ? undefined : `${Math.floor((100 * active.done) / Math.max(1, active.total))} %`;
  return (
    <div className="app">
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <Header bench={bench} running={running} faults={faults} />
      <nav className="nav" aria-label="Areas">
        <Area to="/compose" icon={<Blocks size={16} aria-hidden="true" />} name="Compose">
          {bench !== undefined && bench.changed.length > 0 && <Tag tone="accent">{bench.changed.length}</Tag>}
        </Area>
        <Area to="/run" icon={<Play size={16} aria-hidden="true" />} name="Run">
          {progress !== undefined && <Tag tone="warn">{progress}</Tag>}
        </Area>
        <Area to="/operate" icon={<Activity size={16} aria-hidden="true" />} name="Operate">
          {open > 0 && <Tag tone="bad">{open}</Tag>}
        </Area>
        <Area to="/break" icon={<Zap size={16} aria-hidden="true" />} name="Break">
          {faults.length > 0 && <Tag tone="bad">{faults.length}</Tag>}
        </Area>
        <Area to="/storage" icon={<FolderOpen size={16} aria-hidden="true" />} name="Storage" />
        <Area to="/copy" icon={<Copy size={16} aria-hidden="true" />} name="Copy" />
        <div className="nav-foot" role="status">
          <span className={connected ? 'dot dot-good' : 'dot dot-bad'} aria-hidden="true" />
          {connected ? `live · ${window.location.host}` : 'not connected'}
        </div>
      </nav>
      <main id="main" className="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

interface AreaProps {
  readonly to: string;
  readonly icon: ReactNode;
  readonly name: string;
  readonly children?: ReactNode;
}

function Area({ to, icon, name, children }: AreaProps) {
  const [location] = useLocation();
  const search = useSearch();
  return (
    <Link
      href={search === '' ? to : `${to}?${search}`}
      className="nav-link"
      {...(location === to ? { 'aria-current': 'page' as const } : {})}
    >
      {icon}
      <span>{name}</span>
      <span className="nav-tag">{children}</span>
    </Link>
  );
}
