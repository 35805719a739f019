import { test } from 'vitest';
import { expectFlatMemory } from './memory.js';

test('200 MiB go in, are copied and served in less than 64 MiB of memory', () => expectFlatMemory(200), 60_000);
