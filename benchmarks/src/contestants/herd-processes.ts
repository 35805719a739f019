import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Order } from './herd-process.js';
import type { Stampede } from './stampede.js';

const FILE = fileURLToPath(new URL('./herd-process.js', import.meta.url));

async function answer(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, 'message')) as readonly unknown[];
  return message;
}

/** Starts processes that hold the same kind of cache, for one stampede after the other. */
export async function startHerd(
  name: string,
  url: string,
  processes: number,
): Promise<{ readonly run: (order: Order) => Promise<Stampede>; readonly close: () => void }> {
  const children = Array.from({ length: processes }, () => fork(FILE, [name, url]));
  await Promise.all(children.map(answer));
  return {
    run: async (order) => {
      const answers = Promise.all(children.map(answer));
      for (const child of children) child.send(order);
      const results = (await answers) as readonly Stampede[];
      return {
        loads: results.reduce((sum, { loads }) => sum + loads, 0),
        ms: Math.max(...results.map(({ ms }) => ms)),
      };
    },
    close: () => {
      for (const child of children) child.disconnect();
    },
  };
}
