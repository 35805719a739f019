// A process of its own for crash.integration.test.ts: one operation, killed just before its n-th step in the file system.
import { writeSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { unwrap } from '@infra/core';
import { createLocalStorage } from '../src/index.js';

const [root = '', operation = '', nth = '0'] = process.argv.slice(2);
let steps = 0;
let isCounting = false;

type Step = (this: unknown, ...args: unknown[]) => unknown;

/** Puts a step in the place of each function, which is where the process may die. */
function arm(target: Record<string, unknown>, names: readonly string[]): void {
  for (const name of names) {
    const original = target[name] as Step;
    target[name] = function (this: unknown, ...args: unknown[]) {
      if (isCounting) {
        steps += 1;
        if (steps === Number(nth)) process.kill(process.pid, 'SIGKILL');
      }
      return original.apply(this, args);
    };
  }
}

const handle = await fs.open(root, 'r');
arm(Object.getPrototypeOf(handle) as Record<string, unknown>, ['writeFile', 'utimes', 'sync', 'stat', 'read', 'close']);
await handle.close();
const names = ['open', 'mkdir', 'realpath', 'lstat', 'rename', 'link', 'unlink', 'rmdir', 'readdir'];
arm(fs, names);
syncBuiltinESMExports();

const storage = createLocalStorage({ root });
unwrap(await storage.stat('warm'));
isCounting = true;
const body = 'new '.repeat(50_000);
const metadata = { v: 'new' };
switch (operation) {
  case 'put': {
    const half = new TextEncoder().encode(body.slice(body.length / 2));
    const stream = (async function* () {
      yield half;
      yield half;
    })();
    unwrap(await storage.put('k.txt', stream, { metadata }));
    break;
  }
  case 'create':
    unwrap(await storage.put('deep/er/new.txt', body, { metadata, ifNoneMatch: '*' }));
    break;
  case 'delete':
    unwrap(await storage.delete('k.txt'));
    break;
  case 'move':
    unwrap(await storage.move('k.txt', 'deep/er/new.txt'));
    break;
  case 'copy':
    unwrap(await storage.copy('k.txt', 'deep/er/new.txt'));
    break;
}
isCounting = false;
writeSync(1, `${JSON.stringify({ steps })}\n`);
unwrap(await storage.close());
