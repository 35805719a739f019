// A process of its own for the memory tests: streams so many bytes to S3 and back, and prints by how much its memory grew.
import { writeSync } from 'node:fs';
import { unwrap } from '@infra/core';
import { createS3Storage } from '../src/index.js';

const [settings = '{}', megabytes = '1'] = process.argv.slice(2);
const MIB = 1024 * 1024;
const storage = createS3Storage(JSON.parse(settings) as Parameters<typeof createS3Storage>[0]);
let peak = 0;

function sample(): void {
  peak = Math.max(peak, process.memoryUsage.rss());
}

async function* body(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count * 16; index += 1) {
    if (index % 8 === 0) sample();
    yield new Uint8Array(MIB / 16).fill(index);
  }
}

async function thereAndBack(count: number): Promise<number> {
  unwrap(await storage.put('k', body(count)));
  const opened = unwrap(await storage.getStream('k'));
  let bytes = 0;
  for await (const chunk of opened?.body ?? []) {
    bytes += chunk.byteLength;
    sample();
  }
  return bytes;
}

// What the SDK loads and the machine code that it becomes is not what a stream costs.
for (let round = 0; round < 30; round += 1) await thereAndBack(1);
const before = process.memoryUsage.rss();
peak = before;
const bytes = await thereAndBack(Number(megabytes));
unwrap(await storage.close());
writeSync(1, `${JSON.stringify({ bytes, grownMiB: Math.round((peak - before) / MIB) })}\n`);
