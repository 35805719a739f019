import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startRegistry } from '../src/registry.js';

test('a registry on loopback knows none of our packages, asks nobody about them, and ends', async () => {
  const asked: string[] = [];
  const upstream = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(404).end();
  });
  await new Promise<void>((listening) => upstream.listen(0, '127.0.0.1', listening));
  const address = upstream.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const folder = mkdtempSync(join(tmpdir(), 'infra-registry-'));
  try {
    const registry = await startRegistry(folder, `http://127.0.0.1:${port}/`);
    try {
      expect(new URL(registry.url).hostname).toBe('127.0.0.1');
      expect(await registry.packument('@infra/core')).toBeUndefined();
      expect(asked).toEqual([]);
      expect(await registry.packument('somebody-elses')).toBeUndefined();
      expect(asked).toEqual(['/somebody-elses']);
    } finally {
      await registry.close();
    }
    await expect(fetch(registry.url)).rejects.toThrow();
  } finally {
    await new Promise((closed) => upstream.close(closed));
    rmSync(folder, { recursive: true, force: true });
  }
});
