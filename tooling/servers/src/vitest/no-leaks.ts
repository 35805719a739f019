import { afterAll } from 'vitest';
import { activeResources, leftOver, openHandles } from './active-resources.js';

const PATIENCE_MS = 2_000;
const STEP_MS = 20;

// Kept from before any test can put fake timers in its place.
const realSetTimeout = globalThis.setTimeout;
const pause = (ms: number): Promise<void> => new Promise((resolve) => realSetTimeout(resolve, ms));

const before = activeResources();
const handlesBefore = openHandles();

// Registered first and so run last: hooks that clean up have had their turn.
afterAll(async () => {
  let left: string[] = [];
  for (let waited = 0; waited <= PATIENCE_MS; waited += STEP_MS) {
    left = leftOver(before, activeResources());
    if (left.length === 0) return;
    await pause(STEP_MS);
  }
  const handles = [...openHandles()].filter(([handle]) => !handlesBefore.has(handle)).map(([, address]) => address);
  const details = handles.length === 0 ? '' : `: ${handles.join(', ')}`;
  throw new Error(
    `This file leaves resources behind that would keep a process alive: ${left.join(', ')}${details}. ` +
      `Close them; ${PATIENCE_MS} ms after its last test they were still there.`,
  );
});
