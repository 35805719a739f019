// A process of its own for processes.integration.test.ts: writes one key over and over, and says what came of it.
import { writeSync } from 'node:fs';
import { unwrap } from '@infra/core';
import { createLocalStorage } from '../src/index.js';

const [root = '', id = '', rounds = '0'] = process.argv.slice(2);
const storage = createLocalStorage({ root, durability: 'none' });
let won = 0;
for (let round = 0; round < Number(rounds); round += 1) {
  // All of one length, so that nothing but the writer tells them apart.
  const body = `${id}-${String(round).padStart(6, '0')} `.repeat(1_000);
  unwrap(await storage.put('hot/key.txt', body, { metadata: { writer: body.slice(0, 8) } }));
  const claimed = await storage.put(`claims/${round}.txt`, id, { ifNoneMatch: '*' });
  if (claimed.ok) won += 1;
  else if (claimed.error.code !== 'conflict') throw claimed.error;
  if (round % 5 === 0) unwrap(await storage.delete('hot/key.txt'));
}
writeSync(1, `${JSON.stringify({ won })}\n`);
unwrap(await storage.close());
