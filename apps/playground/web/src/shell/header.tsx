import { Button, Tooltip } from '@mantine/core';
import { Play } from 'lucide-react';
import { Link, useLocation, useSearch } from 'wouter';
import type { FaultView, HealthView } from '../../../src/contract.js';
import type { Running } from '../use-run.js';
import type { Workbench } from '../use-workbench.js';
import { Tag, type Tone } from '../ui/tag.js';
import { FaultChip } from './fault-chip.js';
import { ColorSchemeToggle } from './color-scheme-toggle.js';

interface HeaderProps {
  readonly bench: Workbench | undefined;
  readonly running: Running;
  readonly faults: readonly FaultView[];
}

/** The name, what is composed, how it is, and the way to run it. */
export function Header({ bench, running, faults }: HeaderProps) {
  const search = useSearch();
  const [location] = useLocation();
  const said = Object.entries(bench?.applied.composition ?? {})
    .map(([port, provider]) => `${port}: ${provider}`)
    .join(', ');
  return (
    <header className="header">
      <Link href={search === '' ? '/compose' : `/compose?${search}`} className="logo" aria-label="Infra playground">
        <img src="/favicon.svg" alt="" width="20" height="20" />
        <span className="hide-small">Infra playground</span>
      </Link>
      {bench !== undefined && (
        <>
          <Tooltip label={`${said} · composition ${bench.applied.hash}`} multiline maw={360}>
            <Link href={`/compose?${search}`} className="composition-chip">
              <span className="mono">{gistOf(bench)}</span>
              {bench.changed.length > 0 && <Tag tone="accent">{bench.changed.length} changed</Tag>}
            </Link>
          </Tooltip>
          <HealthChip health={bench.applied.health} />
          <FaultChip faults={faults} />
        </>
      )}
      <span className="spacer" />
      <ColorSchemeToggle />
      {/* The Run area has its own, beside the params. */}
      {location !== '/run' && (
        <Button
          size="xs"
          leftSection={<Play size={13} fill="currentColor" aria-hidden="true" />}
          onClick={running.start}
          loading={running.starting || running.active !== undefined}
          disabled={bench === undefined}
        >
          Run
        </Button>
      )}
    </header>
  );
}

/** What is not as it is from the start. */
function gistOf({ ports, applied }: Workbench): string {
  const others = ports.flatMap(({ name, providers }) => {
    const provider = applied.composition[name];
    return provider === providers[0]?.name ? [] : [`${provider} ${name}`];
  });
  return others.length === 0 ? 'all embedded' : others.join(' · ');
}

const TONES: Readonly<Record<HealthView['status'], Tone>> = { up: 'good', degraded: 'warn', down: 'bad' };

function HealthChip({ health }: { readonly health: HealthView }) {
  const all = Object.values(health.services);
  const up = all.filter(({ status }) => status === 'up').length;
  const text = health.status === 'up' ? 'healthy' : `${up} of ${all.length} healthy`;
  return (
    <Tooltip label={health.reason ?? 'Every adapter that can be asked says that it is up'} multiline maw={360}>
      <span className="health" role="status" aria-label={`Health: ${health.reason ?? text}`} tabIndex={0}>
        <Tag tone={TONES[health.status]}>
          <span className={`dot dot-${TONES[health.status]}`} aria-hidden="true" />
          <span className="hide-small">{text}</span>
        </Tag>
      </span>
    </Tooltip>
  );
}
