#!/usr/bin/env node
import { main } from './cli.js';

void main(process.argv.slice(2), process.env, (line) => {
  process.stdout.write(`${line}\n`);
}).then((code) => {
  process.exitCode = code;
});
