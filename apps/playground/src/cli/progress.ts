import type { RunView } from '../contract.js';

const WIDTH = 28;
const EVERY_MS = 100;

/** A bar on a terminal that follows the run; nothing anywhere else. Returns what takes it away again. */
export function showProgress(
  stream: { readonly isTTY?: boolean; write(text: string): unknown },
  current: () => RunView | undefined,
): () => void {
  if (stream.isTTY !== true) return () => undefined;
  const draw = (): void => {
    const run = current();
    if (run === undefined) return;
    const part = run.total === 0 ? 0 : run.done / run.total;
    const full = Math.round(part * WIDTH);
    const step = run.steps.find(({ status }) => status === 'running')?.title ?? '';
    const bar = `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
    stream.write(`\r\u001b[2K${bar} ${String(Math.round(part * 100)).padStart(3)} %  ${step}`);
  };
  const timer = setInterval(draw, EVERY_MS);
  return () => {
    clearInterval(timer);
    stream.write('\r\u001b[2K');
  };
}
