// Builds what the playground needs, then runs it in this terminal: `npm start -- --help`.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const windows = process.platform === 'win32';

// pnpm puts `node_modules/.bin` on the PATH of its scripts, and itself, which turbo looks for. Without it: fetch it.
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const underPnpm = process.env.npm_config_user_agent?.startsWith('pnpm') === true;
const turbo = underPnpm ? ['turbo'] : ['npx', '-y', manifest.packageManager, 'exec', 'turbo'];
const [command, ...before] = turbo;
const build = spawnSync(
  command,
  [...before, 'run', 'build', '--filter=@app/playground', '--output-logs=errors-only', '--ui=stream'],
  {
    cwd: root,
    shell: windows,
    encoding: 'utf8',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
  },
);
if (build.status !== 0) {
  process.stderr.write(build.error === undefined ? `${build.stdout}${build.stderr}` : `${build.error.message}\n`);
  process.stderr.write('The playground could not be built: see above.\n');
  process.exit(build.status ?? 1);
}

const program = fileURLToPath(new URL('../apps/playground/dist/cli.js', import.meta.url));
const child = spawn(process.execPath, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
// A terminal sends its Ctrl-C to everything in the foreground, the playground included: a second one would cut its
// shutdown short. Whoever signals this process alone, without a terminal, means the playground.
const fromTerminal = process.stdin.isTTY === true;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (!(signal === 'SIGINT' && fromTerminal)) child.kill(signal);
  });
}
child.on('exit', (code, signal) => {
  // 128 and the number of the signal, as a shell says it.
  process.exit(code ?? 128 + ({ SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal ?? ''] ?? 0));
});
