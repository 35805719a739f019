import { test } from 'vitest';
import { expectLittleMemory } from './memory.js';

test('1 GB goes there and back in less than 64 MB of memory', () => expectLittleMemory(1_024, 10 * 60_000));
