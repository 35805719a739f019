import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { CountingBench } from '../harness/bench.js';

const FILE = fileURLToPath(new URL('../contestants/heap-process.js', import.meta.url));
const METRIC = 'heap bytes per entry';

/** A fresh process for every sample: what another contestant left behind is nobody's entry. */
async function bytesPerEntry(contestant: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', FILE, contestant]);
  return Number(stdout);
}

const NOTES: Readonly<Record<string, string>> = {
  ours: 'the value is a string, which needs no copy',
  bentocache: '`serialize: false`',
  keyv: 'without serialization',
  'lru-cache': 'with ttl and size, `max` as many entries',
};

/** What a cache costs beside keys and values: all entries share one value, and the keys exist already. */
export function heapBench(): CountingBench {
  return {
    name: 'heap',
    operation: 'heap beside key and value, of 200,000 entries that share one value, in a process of its own',
    repeats: 3,
    targets: [{ contestant: 'ours', metric: METRIC, atMost: 120 }],
    contestants: ['Map', 'lru-cache', 'ours', 'cache-manager', 'bentocache', 'keyv'].map((name) => ({
      name,
      ...(NOTES[name] === undefined ? undefined : { note: NOTES[name] }),
      sample: async () => ({ [METRIC]: await bytesPerEntry(name) }),
    })),
  };
}
