// A process of its own for the tests of memory: streams an object in and out, and says how much memory that took.
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { unwrap } from '@infra/core';
import { createLocalStorage } from '../src/index.js';

const [root = '', megabytes = '0'] = process.argv.slice(2);
const size = Number(megabytes) * 1024 * 1024;
const storage = createLocalStorage({
  root,
  durability: 'none',
  signedUrls: { baseUrl: 'http://memory.test', secrets: 'a secret of the tests, long enough' },
});
unwrap(await storage.put('warm.bin', 'up'));

const hash = createHash('sha256');
async function* content(): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; at += 64 * 1024) {
    const chunk = new Uint8Array(64 * 1024).fill((at / 65_536) % 251);
    hash.update(chunk);
    yield chunk;
  }
}

async function digest(body: AsyncIterable<Uint8Array> | null | undefined): Promise<string> {
  const read = createHash('sha256');
  for await (const chunk of body ?? []) read.update(chunk);
  return read.digest('hex');
}

const before = process.memoryUsage.rss();
let peak = before;
const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
unwrap(await storage.put('big.bin', content()));
unwrap(await storage.copy('big.bin', 'copy.bin'));
const streamed = await digest(unwrap(await storage.getStream('copy.bin'))?.body);
const { url } = unwrap(await storage.signedUrls.get('big.bin'));
const served = await digest((await storage.fetch(new Request(url))).body);
clearInterval(timer);
const written = hash.digest('hex');
const grownMiB = Math.round((peak - before) / 1024 / 1024);
writeSync(
  1,
  `${JSON.stringify({ grownMiB, peakMiB: Math.round(peak / 1024 / 1024), isRight: streamed === written && served === written })}\n`,
);
unwrap(await storage.close());
