import { expect } from 'vitest';
import { programOf } from './child.js';
import { temporaryRoot } from './folder.js';

/** Streams so much in and out, and expects it to take less than 64 MiB of memory. */
export async function expectFlatMemory(megabytes: number): Promise<void> {
  using program = await programOf('memory.process.ts');
  const outcome = await program.run<{ readonly grownMiB: number; readonly isRight: boolean }>(
    temporaryRoot(),
    String(megabytes),
  );
  expect(outcome.isRight).toBe(true);
  expect(outcome.grownMiB).toBeLessThan(64);
}
