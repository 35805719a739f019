// Runs a pnpm script of this repository on a machine that has only Node and npm:
// brings the pnpm that `packageManager` names, installs what the lock file says, then runs the script.
// Plain JavaScript without imports from npm, because it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const [script, ...scriptArguments] = process.argv.slice(2);

const required = manifest.engines.node.replace('>=', '').split('.').map(Number);
const actual = process.versions.node.split('.').map(Number);
const difference = required.map((part, index) => actual[index] - part).find((part) => part !== 0) ?? 0;
if (difference < 0) {
  console.error(
    `Node ${manifest.engines.node} is needed; this is ${process.version}. Install a newer Node and try again.`,
  );
  process.exit(1);
}
if (script === undefined || !(script in manifest.scripts)) {
  console.error(`Usage: node tooling/with-pnpm.mjs <script> [arguments]; the scripts are those of package.json.`);
  process.exit(2);
}

const windows = process.platform === 'win32';
/** Only npx is sure to be here; it puts this pnpm on the PATH of everything below, where turbo looks for it. */
const pnpm = ['-y', manifest.packageManager];
const options = { cwd: root, shell: windows, env: { ...process.env, npm_config_loglevel: 'error' } };

// Its progress is of no interest, but what it says when it fails is.
const install = spawnSync(
  'npx',
  [...pnpm, 'install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only'],
  { ...options, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);
if (install.status !== 0) {
  console.error((install.stdout ?? '').trim().split('\n').slice(-40).join('\n'));
  console.error(
    'The dependencies could not be installed: see above. `npm start` and `npm test` need the npm registry once.',
  );
  process.exit(install.status ?? 1);
}

// A script that is plain Node runs without pnpm in between: on Ctrl-C pnpm and npx end before what they started.
const [command, ...commandArguments] = manifest.scripts[script].split(' ');
const child =
  command === 'node'
    ? spawn(process.execPath, [...commandArguments, ...scriptArguments], { ...options, shell: false, stdio: 'inherit' })
    : spawn('npx', [...pnpm, '--silent', 'run', script, ...scriptArguments], { ...options, stdio: 'inherit' });
// A terminal sends its Ctrl-C to the whole group; the child decides when it is done, and this process waits for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT') child.kill(signal);
  });
}
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
