import { Button, Kbd, SegmentedControl } from '@mantine/core';
import { Pause, Play } from 'lucide-react';
import type { UrlState } from '../url-state.js';

const WINDOWS = [
  { value: '1m', label: '1 m', ms: 60_000 },
  { value: '5m', label: '5 m', ms: 300_000 },
  { value: '15m', label: '15 m', ms: 900_000 },
] as const;

export type Window = (typeof WINDOWS)[number];

/** How far back the link looks. */
export function windowIn({ values }: UrlState): Window {
  return WINDOWS.find(({ value }) => value === values.get('window')) ?? WINDOWS[0];
}

interface WindowControlProps {
  readonly url: UrlState;
  readonly paused: boolean;
  readonly onPause: () => void;
}

/** How far back, and whether it stands still. */
export function WindowControl({ url, paused, onPause }: WindowControlProps) {
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label="How far back"
        value={windowIn(url).value}
        data={WINDOWS.map(({ value, label }) => ({ value, label }))}
        onChange={(value) => url.set({ window: value })}
      />
      <Button
        size="xs"
        variant="default"
        aria-pressed={paused}
        leftSection={paused ? <Play size={13} aria-hidden="true" /> : <Pause size={13} aria-hidden="true" />}
        rightSection={
          <Kbd className="button-kbd hide-small" aria-hidden="true">
            P
          </Kbd>
        }
        onClick={onPause}
      >
        {paused ? 'Go on' : 'Pause'}
      </Button>
    </>
  );
}
