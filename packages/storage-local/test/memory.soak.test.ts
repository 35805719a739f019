import { test } from 'vitest';
import { expectFlatMemory } from './memory.js';

test('1 GiB goes in, is copied and served in less than 64 MiB of memory', () => expectFlatMemory(1_024));
