import { afterEach } from 'vitest';
import { PlaygroundProcess } from './playground-process.js';

/** Makes playgrounds that end with the test that has made them. */
export function createPlaygrounds(
  usual?: NodeJS.ProcessEnv,
): (args: readonly string[], env?: NodeJS.ProcessEnv) => PlaygroundProcess {
  const started: PlaygroundProcess[] = [];
  afterEach(async () => {
    for (const one of started.splice(0)) {
      one.kill('SIGKILL');
      await one.ended();
    }
  });
  return (args, env = usual) => {
    const made = new PlaygroundProcess(args, env);
    started.push(made);
    return made;
  };
}
