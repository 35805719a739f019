import { writeFile } from 'node:fs/promises';
import type { Job, Report } from './harness/job.js';
import { resolveMeasured } from './harness/resolved.js';
import { runSuite } from './harness/run-suite.js';
import { suites } from './suites.js';

// The process that measures one suite. It is plain Node on compiled files: a loader for TypeScript adds source maps,
// which change what an error costs, and a call around every named function.

const job = JSON.parse(process.argv[2] ?? '') as Job;
const measured = resolveMeasured();
const suite = await suites[job.suite]();
const results = await runSuite(suite, job.settings);
const report: Report = { about: suite.about, measured, results };
await writeFile(job.file, JSON.stringify(report));
// A client of some contestant that does not end by itself must not hold the run.
process.exit(0);
