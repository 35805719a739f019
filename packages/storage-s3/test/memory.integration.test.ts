import { test } from 'vitest';
import { expectLittleMemory } from './memory.js';

test('256 MB go there and back in less than 64 MB of memory', { timeout: 60_000 }, () =>
  expectLittleMemory(256, 50_000),
);
