// A process of its own for processes.integration.test.ts: many calls at once, then a line that says how many were admitted.
import { writeSync } from 'node:fs';
import { unwrap } from '@infra/core';
import { createRedisRateLimiter } from '../src/index.js';

const [url = '', calls = ''] = process.argv.slice(2);
const rate = { limit: 1_000, windowMs: 86_400_000 };
const limiter = createRedisRateLimiter({ ...rate, url, whenUnavailable: 'deny', timeoutMs: 20_000 });

const decisions = await Promise.all(Array.from({ length: Number(calls) }, () => limiter.consume('shared')));
const admitted = decisions.filter((decision) => unwrap(decision).allowed).length;
const unverified = decisions.filter((decision) => unwrap(decision).unverified === true).length;
writeSync(1, `${JSON.stringify({ admitted, unverified })}\n`);
// Nothing but closing: the process has to end by itself.
unwrap(await limiter.close());
