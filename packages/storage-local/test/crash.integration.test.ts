import { once } from 'node:events';
import { createTestClock } from '@infra/conformance';
import { unwrap, type ObjectStorage } from '@infra/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inLanes } from '../src/in-lanes.js';
import { createLocalStorage } from '../src/index.js';
import { programOf, type Program } from './child.js';
import { temporariesIn, temporaryRoot } from './folder.js';

const OLD = 'old '.repeat(30_000);
const NEW = 'new '.repeat(50_000);
const TWO_DAYS = 2 * 24 * 3_600_000;

let program: Program;
beforeAll(async () => {
  program = await programOf('crash.process.ts');
});
afterAll(() => program[Symbol.dispose]());

/** `old` or `new`, content and metadata alike, or nothing; anything else is what must not be. */
async function stateOf(storage: ObjectStorage, key: string): Promise<string> {
  const found = unwrap(await storage.get(key));
  if (found === undefined) return 'nothing';
  const text = Buffer.from(found.bytes).toString();
  const content = text === OLD ? 'old' : text === NEW ? 'new' : `${text.length} other characters`;
  const { v } = found.info.metadata;
  return content === v ? content : `${content} with the metadata ${String(v)}`;
}

/** Which pairs of states of `k.txt` and `deep/er/new.txt` a crash may leave. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  put: ['old+nothing', 'new+nothing'],
  create: ['old+nothing', 'old+new'],
  delete: ['old+nothing', 'nothing+nothing'],
  move: ['old+nothing', 'nothing+old'],
  copy: ['old+nothing', 'old+old'],
};

test.each(Object.keys(ALLOWED))(
  'killed before any step of %s, an object is the old one or the new one, whole',
  async (operation) => {
    const seen = new Set<string>();
    const { steps } = await program.run<{ readonly steps: number }>(await prepared(), operation);
    expect(steps).toBeGreaterThan(5);
    const nths = Array.from({ length: steps }, (_, index) => index + 1);
    await inLanes(nths, 4, async (nth) => {
      const root = await prepared();
      const child = program.start(root, operation, String(nth));
      const [, signal] = (await once(child, 'close')) as [number | null, string | null];
      // One step more or less, where two run at once: then it came to its end.
      if (signal !== 'SIGKILL') return;
      const clock = createTestClock(new Date(Date.now() + TWO_DAYS));
      await using storage = createLocalStorage({ root, clock, durability: 'none' });
      const state = `${await stateOf(storage, 'k.txt')}+${await stateOf(storage, 'deep/er/new.txt')}`;
      expect(ALLOWED[operation], `killed before step ${nth}`).toContain(state);
      seen.add(state);
      const listed = unwrap(await storage.list()).items.map((item) => item.key);
      expect(listed).toHaveLength(state.split('+').filter((part) => part !== 'nothing').length);
      // The next one who writes finds no trace of it.
      unwrap(await storage.put('k.txt', OLD, { metadata: { v: 'old' } }));
      unwrap(await storage.close());
      expect(temporariesIn(root)).toEqual([]);
    });
    expect([...seen].sort()).toEqual([...(ALLOWED[operation] ?? [])].sort());
  },
  120_000,
);

async function prepared(): Promise<string> {
  const root = temporaryRoot();
  await using storage = createLocalStorage({ root, durability: 'none' });
  unwrap(await storage.put('k.txt', OLD, { metadata: { v: 'old' } }));
  return root;
}
