import type { OpenSuite, Suite, SuiteContext, TimedBench, TimedTarget } from '../harness/bench.js';
import { keep } from '../contestants/keep.js';
import { inLanes } from '../contestants/lanes.js';
import {
  FLYSTORAGE,
  FS,
  localStorages,
  memoryStorages,
  OURS,
  s3Storages,
  SDK,
  type StorageContestant,
} from '../contestants/storages.js';

const KIB = 1024;
const MIB = 1024 * KIB;

/** A hundred distinct keys, so that no contestant lives off its last answer. */
const NAMES: readonly string[] = Array.from({ length: 100 }, (_, index) => `report-${String(index)}`);
const NAME = 'report-7';

interface Subject {
  readonly name: string;
  readonly bytes: number;
  readonly contestants: readonly StorageContestant[];
  readonly baseline: string;
  readonly clock: TimedBench['clock'];
  readonly targets: readonly TimedTarget[];
  /** How many operations a pass has. */
  readonly ops: number;
}

function size(bytes: number): string {
  return bytes < MIB ? `${String(bytes / KIB)} KiB` : `${String(bytes / MIB)} MiB`;
}

function putBench({ name, bytes, contestants, baseline, clock, targets, ops }: Subject): TimedBench {
  const body = new Uint8Array(bytes).fill(7);
  return {
    name: `${name} put ${size(bytes)}`,
    operation: `storing ${size(bytes)}`,
    baseline,
    clock,
    opsPerPass: ops,
    expected: bytes,
    contestants: contestants.map(({ name: contestant, note, put, get }) => ({
      name: contestant,
      ...(note && { note }),
      answer: async () => {
        await put(NAME, body);
        return (await get(NAME))?.byteLength;
      },
      run: inLanes(1, ops, async (index) => keep(await put(NAMES[index % NAMES.length] ?? NAME, body))),
    })),
    targets,
  };
}

/** Of what `answer` stored. */
function getBench({ name, bytes, contestants, baseline, clock, targets, ops }: Subject): TimedBench {
  const body = new Uint8Array(bytes).fill(7);
  const key = `${NAME}-${String(bytes)}`;
  return {
    name: `${name} get ${size(bytes)}`,
    operation: `reading ${size(bytes)}`,
    baseline,
    clock,
    opsPerPass: ops,
    expected: bytes,
    contestants: contestants.map(({ name: contestant, note, put, get }) => ({
      name: contestant,
      ...(note && { note }),
      answer: async () => {
        await put(key, body);
        return (await get(key))?.byteLength;
      },
      run: inLanes(1, ops, async () => keep(await get(key))),
    })),
    targets,
  };
}

async function open({ s3 }: SuiteContext): Promise<OpenSuite> {
  const memory = memoryStorages();
  const local = localStorages();
  const remote = await s3Storages(s3);
  const inMemory = { name: 'memory', contestants: memory, baseline: FLYSTORAGE, clock: 'cpu' } as const;
  const onDisk = { name: 'local', contestants: local, baseline: FS, clock: 'wall' } as const;
  // What a client costs, whatever the server takes for its part.
  const onS3 = { name: 's3', contestants: remote, baseline: SDK, clock: 'cpu' } as const;
  const atLeast = (ratio: number, goal: number): readonly TimedTarget[] => [{ contestant: OURS, atLeast: ratio, goal }];
  const goal = (ratio: number): readonly TimedTarget[] => [{ contestant: OURS, goal: ratio }];
  return {
    timed: [
      putBench({ ...inMemory, bytes: KIB, ops: 100, targets: atLeast(1, 1) }),
      getBench({ ...inMemory, bytes: KIB, ops: 100, targets: atLeast(1, 1) }),
      // Disks are too different, and too busy with others, for more than a goal.
      putBench({ ...onDisk, bytes: KIB, ops: 10, targets: goal(0.8) }),
      getBench({ ...onDisk, bytes: KIB, ops: 50, targets: goal(0.8) }),
      putBench({ ...onDisk, bytes: MIB, ops: 5, targets: goal(0.8) }),
      getBench({ ...onDisk, bytes: MIB, ops: 10, targets: goal(0.8) }),
      putBench({ ...onS3, bytes: KIB, ops: 10, targets: atLeast(0.75, 0.9) }),
      getBench({ ...onS3, bytes: KIB, ops: 10, targets: atLeast(0.75, 0.9) }),
      // The copy of the body, so that who changes it meanwhile changes nothing, is a fourth of the cost.
      putBench({ ...onS3, bytes: MIB, ops: 5, targets: goal(0.9) }),
      getBench({ ...onS3, bytes: MIB, ops: 5, targets: atLeast(0.75, 0.9) }),
    ],
    counting: [],
    close: async () => {
      await Promise.all([...memory, ...local, ...remote].map((storage) => storage.close()));
    },
  };
}

export const storage: Suite = {
  name: 'storage',
  about:
    'Object storages, one object after the other: in this process, in a folder, and on a private S3 over loopback, of which the time ' +
    'is what the client computes.',
  open,
};
